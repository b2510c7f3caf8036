using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhd;

/// <summary>The two places of a file where a footer may stand, as they were read.</summary>
internal sealed class VhdFooterPair
{
    // Old versions of Virtual PC left the last byte off.
    private const int ShortSize = VhdFooter.Size - 1;

    private VhdFooterPair(Disk file, byte[] head, byte[] tail, long tailOffset)
    {
        File = file;
        Head = head;
        Tail = tail;
        TailOffset = tailOffset;
    }

    /// <summary>The file.</summary>
    public Disk File { get; }

    /// <summary>The first 512 bytes: a copy of the footer, or the guest's data in a fixed disk.</summary>
    public byte[] Head { get; }

    /// <summary>The last 512 bytes.</summary>
    public byte[] Tail { get; }

    /// <summary>Where <see cref="Tail"/> begins, in bytes.</summary>
    public long TailOffset { get; }

    /// <summary>Whether the file ends in a sound footer.</summary>
    public bool HasTail => IsSound(Tail);

    /// <summary>Whether the file begins with a sound footer.</summary>
    public bool HasHead => IsSound(Head);

    /// <summary>Where the file's content ends: at the footer behind it, or at the end where that is lost.</summary>
    public long ContentEnd => HasTail ? TailOffset : File.Length;

    /// <summary>Reads both places.</summary>
    /// <exception cref="InvalidImageException">The file is too short.</exception>
    public static async ValueTask<VhdFooterPair> ReadAsync(Disk file, CancellationToken cancellationToken)
    {
        if (file.Length < VhdFooter.Size)
        {
            throw new InvalidImageException(file.Name, $"is too short ({file.Length} bytes) for a VHD");
        }

        var head = new byte[VhdFooter.Size];
        var tail = new byte[VhdFooter.Size];
        await file.ReadAsync(0, head, cancellationToken);
        await file.ReadAsync(file.Length - VhdFooter.Size, tail, cancellationToken);
        return Of(file, head, tail);
    }

    /// <summary>The two places as somebody else has read them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="head">Its first 512 bytes.</param>
    /// <param name="tail">Its last 512 bytes.</param>
    public static VhdFooterPair Of(Disk file, byte[] head, byte[] tail) => EndsInShortFooter(tail)
        ? new VhdFooterPair(file, head, [.. tail[1..], 0], file.Length - ShortSize)
        : new VhdFooterPair(file, head, tail, file.Length - VhdFooter.Size);

    /// <summary>Whether the end of a file looks like a footer, whole or one byte short.</summary>
    public static bool EndsInFooter(ReadOnlySpan<byte> tail)
        => tail.Length >= VhdFooter.Size && (VhdFooter.HasCookie(tail[^VhdFooter.Size..]) || EndsInShortFooter(tail));

    /// <summary>
    /// The footer to go by: that at the end or, where it is damaged, the copy at the start of a dynamic or differencing
    /// disk.
    /// </summary>
    /// <exception cref="InvalidImageException">Neither is sound.</exception>
    public VhdFooter Choose(Action<string> warn)
    {
        if (!HasTail)
        {
            return ChooseHead(warn);
        }

        VhdFooter footer = VhdFooter.Parse(Tail);
        if (footer.Type != VhdDiskType.Fixed && !Head.AsSpan().SequenceEqual(Tail))
        {
            warn($"{File.Name}: the copy of the footer at its start is damaged or differs; the footer at the end is used");
        }

        return footer;
    }

    private VhdFooter ChooseHead(Action<string> warn)
    {
        if (!HasHead || VhdFooter.Parse(Head).Type == VhdDiskType.Fixed)
        {
            string problem = VhdFooter.HasCookie(Tail) ? "the footer's checksum is wrong" : "there is no VHD footer; the file may be cut off";
            throw new InvalidImageException(File.Name, TailOffset, problem);
        }

        warn($"{File.Name}: the footer at its end is missing or damaged; the copy at its start is used");
        return VhdFooter.Parse(Head);
    }

    private static bool EndsInShortFooter(ReadOnlySpan<byte> tail)
        => !VhdFooter.HasCookie(tail[^VhdFooter.Size..]) && VhdFooter.HasCookie(tail[^ShortSize..]);

    private static bool IsSound(ReadOnlySpan<byte> bytes) => VhdFooter.HasCookie(bytes) && VhdFooter.HasValidChecksum(bytes);
}
