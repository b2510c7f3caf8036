using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Machines;

/// <summary>A disk of a machine on a host.</summary>
public sealed record DiskRecord
{
    /// <summary>What the guest sees it as: <c>xvda</c>, or <c>hda</c> where its PV unplug has to reach it.</summary>
    public required string Vdev { get; init; }

    /// <summary>A name to show.</summary>
    public string Name { get; init; } = "";

    /// <summary>The pool it was made in.</summary>
    public required string Pool { get; init; }

    /// <summary>What the pool is made of.</summary>
    public StorageKind Kind { get; init; }

    /// <summary>The file or block device, an absolute path on the host.</summary>
    public required string Path { get; init; }

    /// <summary>What it is written as.</summary>
    public VolumeFormat Format { get; init; }

    /// <summary>Bytes of virtual disk.</summary>
    public long Size { get; init; }

    /// <summary>Whether the guest may only read it.</summary>
    public bool IsReadOnly { get; init; }
}
