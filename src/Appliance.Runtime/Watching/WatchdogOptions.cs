namespace Appliance.Runtime.Watching;

/// <summary>How a host is watched over.</summary>
public sealed record WatchdogOptions
{
    /// <summary>Time between two rounds.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a check may take to connect, and to answer.</summary>
    public TimeSpan ProbeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a new domain may take until its checks have held once.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a machine whose checks fail may take to go down by itself before its domain is ended.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time between two looks at the host itself: its pools, its memory.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How patiently machines are restarted.</summary>
    public RestartLimits Limits { get; init; } = new();
}
