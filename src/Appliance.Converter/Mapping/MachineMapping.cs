using Appliance.Formats.Machines;

namespace Appliance.Converter.Mapping;

/// <summary>What is to be different in the target.</summary>
public sealed record MachineMapping
{
    /// <summary>In <see cref="Networks"/>: every network that has no entry of its own.</summary>
    public const string EveryNetwork = "*";

    /// <summary>Nothing is changed.</summary>
    public static MachineMapping None { get; } = new();

    /// <summary>The networks of the target by those of the source, or by <see cref="EveryNetwork"/>.</summary>
    public IReadOnlyDictionary<string, string> Networks { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the machines lose their network cards; default false.</summary>
    public bool DropsNetworkCards { get; init; }

    /// <summary>The machine's name; default null, the source's.</summary>
    public string? Name { get; init; }

    /// <summary>Makes the names of the group and of all machines of those in the source; default null, the same. <see cref="Name"/> comes after it.</summary>
    public Func<string, string>? Rename { get; init; }

    /// <summary>Memory in bytes; default null, the source's.</summary>
    public long? Memory { get; init; }

    /// <summary>Virtual processors; default null, the source's.</summary>
    public int? Cpus { get; init; }

    /// <summary>What tells that each machine is well; default null, what the source says.</summary>
    public IReadOnlyList<HealthCheck>? HealthChecks { get; init; }

    /// <summary>Whether each machine is started again when it stopped by itself; default null, what the source says.</summary>
    public RestartPolicy? Restart { get; init; }

    /// <summary>The one disk to take, counted from 1 over all machines; default null, all of them.</summary>
    public int? DiskNumber { get; init; }
}
