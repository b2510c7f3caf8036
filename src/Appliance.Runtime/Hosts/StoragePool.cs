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

    /// <summary>Reads a pool: <c>NAME=folder:/srv/vm[,vhd]</c>, <c>NAME=lvm:VG</c>, <c>NAME=lvm-thin:VG/POOL</c>, <c>NAME=zfs:tank/vm</c>.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static StoragePool Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] halves = text.Split('=', 2);
        string[] parts = halves[^1].Split(':', 2);
        if (halves.Length < 2 || parts.Length < 2 || Array.IndexOf(StoragePoolRules.KindWords, parts[0]) is var kind && kind < 0)
        {
            throw new FormatException($"{text}: a pool reads NAME=folder:/PATH[,vhd], NAME=lvm:VG, NAME=lvm-thin:VG/POOL or NAME=zfs:DATASET");
        }

        bool isVhd = kind == (int)StorageKind.Folder && parts[1].EndsWith(",vhd", StringComparison.Ordinal);
        var pool = new StoragePool
        {
            Name = halves[0],
            Kind = (StorageKind)kind,
            Location = isVhd ? parts[1][..^",vhd".Length] : parts[1],
            Format = isVhd ? VolumeFormat.Vhd : VolumeFormat.Raw,
        };
        return StoragePoolRules.Check(pool);
    }

    /// <summary>The pool as <see cref="Parse"/> reads it.</summary>
    public override string ToString() =>
        $"{Name}={StoragePoolRules.KindWords[(int)Kind]}:{Location}{(Format == VolumeFormat.Vhd ? ",vhd" : "")}";
}
