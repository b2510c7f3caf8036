using System.Buffers.Binary;

namespace Appliance.Guests.Volumes.Partitions;

/// <summary>A master boot record, or a link of the chain of logical partitions.</summary>
/// <param name="Signature">What Windows and PARTUUIDs tell disks apart by.</param>
/// <param name="Entries">All four.</param>
internal sealed record BootRecord(uint Signature, IReadOnlyList<MbrEntry> Entries)
{
    /// <summary>Bytes of a record.</summary>
    public const int Size = 512;

    private const int SignatureOffset = 440;
    private const int EntriesOffset = 446;
    private const int MagicOffset = 510;

    /// <summary>Whether it only stands before a GPT.</summary>
    public bool IsProtective => Entries.Any(entry => entry.Type == MbrEntry.Protective);

    /// <summary>Reads a record; null where there is none.</summary>
    public static BootRecord? Parse(ReadOnlySpan<byte> sector)
    {
        if (sector[MagicOffset] != 0x55 || sector[MagicOffset + 1] != 0xAA)
        {
            return null;
        }

        var entries = new MbrEntry[4];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = MbrEntry.Parse(sector[(EntriesOffset + (i * MbrEntry.Size))..]);
        }

        // Code of a boot sector without a table stands where the states would.
        return entries.All(entry => entry.Status is 0 or 0x80)
            ? new BootRecord(BinaryPrimitives.ReadUInt32LittleEndian(sector[SignatureOffset..]), entries)
            : null;
    }
}
