using Appliance.Formats.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>What a boot is watched for.</summary>
public sealed record WatchOptions
{
    /// <summary>How long the machine may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A text on its console that tells that it is up; null for a login prompt, or any other sign of life.</summary>
    public string? Marker { get; init; }

    /// <summary>Checks that have to hold; null for those of its record.</summary>
    public IReadOnlyList<HealthCheck>? Checks { get; init; }

    /// <summary>The guest's address, where it is known; null for those that the host knows.</summary>
    public string? Address { get; init; }

    /// <summary>Time between two looks.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Takes every line of its console; null for nobody.</summary>
    public Action<string>? ConsoleLine { get; init; }

    /// <summary>Told of everything that is seen, once; null for nobody.</summary>
    public Action<WatchSight>? Seen { get; init; }
}
