using Appliance.Formats.IO.Tar;

namespace Appliance.Formats.Xva;

/// <summary>A chunk of a file that comes by. It is taken as a record: its header, its content with padding, and the member with its checksum.</summary>
/// <param name="Disk">The disk it belongs to.</param>
/// <param name="Start">Where it starts on the disk, in bytes.</param>
/// <param name="Member">The member.</param>
internal sealed record XvaComingChunk(XvaDiskIndex Disk, long Start, XvaMember Member)
{
    /// <summary>Bytes of the header of the checksum's member, and of its content with padding.</summary>
    public const int ChecksumSize = UstarHeader.Size * 2;

    /// <summary>Bytes of disk; a chunk may go beyond its end.</summary>
    public int Length => (int)Math.Min(Member.Size, Disk.VirtualSize - Start);

    /// <summary>Bytes of the record.</summary>
    public int RecordSize => UstarHeader.Size + (int)Member.PaddedSize + ChecksumSize;
}
