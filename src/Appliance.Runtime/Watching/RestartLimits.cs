namespace Appliance.Runtime.Watching;

/// <summary>How patiently a machine that does not stay up is started again.</summary>
public sealed record RestartLimits
{
    /// <summary>Time between the first fault and the first restart.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The delay doubles with every restart, up to this.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After this time without a fault all is forgotten.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Restarts within <see cref="Window"/> after which nothing more is tried.</summary>
    public int Attempts { get; init; } = 10;

    /// <summary>The time in which restarts are counted.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Failures of the health checks in a row that count as a fault.</summary>
    public int HealthFailures { get; init; } = 3;
}
