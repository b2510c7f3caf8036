using System.Buffers;
using Appliance.Formats.IO;

namespace Appliance.Formats.Disks;

/// <summary>One block on its way from a source to a <see cref="DiskWriter"/>; the same object carries many blocks in turn.</summary>
public sealed class DiskBlock : IDisposable
{
    private readonly IMemoryOwner<byte> _room;

    /// <summary>Takes room for blocks of up to <paramref name="capacity"/> bytes.</summary>
    public DiskBlock(int capacity) => _room = new PageMemory(capacity);

    /// <summary>Where the block starts on the virtual disk, in bytes; a multiple of the writer's block size.</summary>
    public long Offset { get; private set; }

    /// <summary>The block's bytes; the last block of a disk may be short.</summary>
    public Memory<byte> Data { get; private set; }

    /// <summary>For the writer: where the block goes in the target file, in bytes.</summary>
    public long Position { get; set; }

    /// <summary>For the writer: what was computed over the block in <see cref="DiskWriter.Prepare"/>, such as a checksum.</summary>
    public object? Prepared { get; set; }

    /// <summary>Parts of a block that was handed over before, and to which more has come; empty in most blocks, which come once.</summary>
    internal List<Extent> Patches { get; } = [];

    /// <summary>For the feed: what <see cref="Data"/> is to be filled from.</summary>
    internal object? Claimed { get; set; }

    /// <summary>Starts a new block of <paramref name="length"/> bytes; its content is undefined until it is filled.</summary>
    public void Reset(long offset, int length)
    {
        Offset = offset;
        Data = _room.Memory[..length];
        Patches.Clear();
    }

    /// <summary>Makes a short block longer, with zeros; not beyond the capacity.</summary>
    public void Extend(int length)
    {
        int known = Data.Length;
        Data = _room.Memory[..length];
        Data.Span[known..].Clear();
    }

    /// <summary>Whether every byte is zero.</summary>
    public bool IsZero() => IsZero(0, Data.Length);

    /// <summary>Whether every byte of a part is zero.</summary>
    public bool IsZero(int start, int end) => !Data.Span[start..end].ContainsAnyExcept((byte)0);

    /// <summary>Gives the room back.</summary>
    public void Dispose()
    {
        _room.Dispose();
        Data = default;
    }
}
