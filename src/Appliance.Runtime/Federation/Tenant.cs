using System.Text.Json.Serialization;

namespace Appliance.Runtime.Federation;

/// <summary>Somebody whom hosts belong to, and how much all machines on these hosts may have together.</summary>
public sealed record Tenant
{
    /// <summary>The name that hosts give: <c>acme</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Machines at most; null for any number.</summary>
    public int? MaxMachines { get; init; }

    /// <summary>Bytes of memory at most, of machines that are stopped, too; null for any number.</summary>
    public long? MaxMemory { get; init; }

    /// <summary>Virtual processors at most; null for any number.</summary>
    public int? MaxCpus { get; init; }

    /// <summary>Bytes of virtual disks at most, whatever of them is written; null for any number.</summary>
    public long? MaxStorage { get; init; }

    /// <summary>Whether anything is limited.</summary>
    [JsonIgnore]
    public bool HasLimits => (MaxMachines, MaxMemory, MaxCpus, MaxStorage) is not (null, null, null, null);
}
