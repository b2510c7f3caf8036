namespace Appliance.Runtime.Hosts;

/// <summary>One name for where disks live on a host, whatever it is made of.</summary>
public sealed record StoragePool
{
    /// <summary>The pool of a host whose entry names none: raw files in the machines' own folders.</summary>
    public const string DefaultName = "default";

    /// <summary>The name that users give.</summary>
    public required string Name { get; init; }

    /// <summary>What it is made of.</summary>
    public StorageKind Kind { get; init; }

    /// <summary>Where: an absolute path of a folder, <c>VG</c>, <c>VG/POOL</c>, or a dataset <c>tank/vm</c>.</summary>
    public required string Location { get; init; }

    /// <summary>What disks are written as; only a folder has a choice.</summary>
    public VolumeFormat Format { get; init; }
}
