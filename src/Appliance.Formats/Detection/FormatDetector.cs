using Appliance.Formats.Disks;

namespace Appliance.Formats.Detection;

/// <summary>
/// Tells formats apart by their bytes, never by a name. A guest can write any signature into its own first sector, so
/// a file that is known to be raw is better opened as such than detected.
/// </summary>
public static class FormatDetector
{
    /// <summary>Bytes wanted from the start: room for the comments that stand before the root of an OVF.</summary>
    public const int HeadLength = 16 << 10;

    /// <summary>Bytes wanted from the end: the footer of a VHD.</summary>
    public const int TailLength = 512;

    // Virtual PC before 2004 wrote footers that are one byte short (libvhdi, "Virtual Hard Disk image format", footer).
    private const int OldFooterLength = TailLength - 1;

    /// <summary>Reads what is needed and decides.</summary>
    public static async ValueTask<ImageFormat> DetectAsync(Disk file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var head = new byte[(int)Math.Min(HeadLength, file.Length)];
        await file.ReadAsync(0, head, cancellationToken);
        var tail = new byte[(int)Math.Min(TailLength, file.Length)];
        await file.ReadAsync(file.Length - tail.Length, tail, cancellationToken);
        return Detect(head, tail);
    }

    /// <summary>Decides by the first <see cref="HeadLength"/> and the last <see cref="TailLength"/> bytes; a shorter file gives all it has.</summary>
    public static ImageFormat Detect(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        // The footer goes first: the head of a fixed VHD is the guest's, which can make it look like anything.
        if (HasVhdFooter(tail))
        {
            return ImageFormat.Vhd;
        }
        foreach (Signature signature in Signature.All)
        {
            if (signature.Matches(head))
            {
                return signature.Format;
            }
        }
        return TarSignature.Detect(head) ?? TextSignature.Detect(head) ?? ImageFormat.Raw;
    }

    private static bool HasVhdFooter(ReadOnlySpan<byte> tail)
        => tail.StartsWith("conectix"u8)
            || (tail.Length >= OldFooterLength && tail[^OldFooterLength..].StartsWith("conectix"u8));
}
