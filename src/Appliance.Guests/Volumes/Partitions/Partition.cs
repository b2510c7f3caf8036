namespace Appliance.Guests.Volumes.Partitions;

/// <summary>A run of a disk that its partition table names.</summary>
/// <param name="Number">As the guest counts: from 1, logical ones of an MBR from 5.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes, more than zero; the run may still reach beyond the disk.</param>
internal sealed record Partition(int Number, long Offset, long Length)
{
    /// <summary>What a fstab calls it behind <c>PARTUUID=</c>.</summary>
    public string? Uuid { get; init; }

    /// <summary>GPT's name; null where it has none.</summary>
    public string? Label { get; init; }

    /// <summary>GPT's type.</summary>
    public Guid? Type { get; init; }

    /// <summary>MBR's type.</summary>
    public byte? MbrType { get; init; }

    /// <summary>Where it ends; <see cref="long.MaxValue"/> where that is beyond all disks.</summary>
    public long End => Offset > long.MaxValue - Length ? long.MaxValue : Offset + Length;
}
