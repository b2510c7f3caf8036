using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vhd;

/// <summary>
/// Reads VHD images: fixed, dynamic and differencing (Virtual Hard Disk Image Format Specification 1.0, and what
/// Virtual PC, Hyper-V, qemu, VirtualBox and Xen make of it).
/// </summary>
public static class VhdImage
{
    /// <summary>Bytes of the start and of the end of a file that <see cref="IsVhd"/> wants to see.</summary>
    public const int ProbeSize = VhdFooter.Size;

    /// <summary>Whether a file is a VHD by its bytes.</summary>
    /// <param name="head">The first bytes of the file, 512 where it has as many.</param>
    /// <param name="tail">The last bytes of the file, 512 where it has as many.</param>
    public static bool IsVhd(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
        => VhdFooter.HasCookie(head) || VhdFooterPair.EndsInFooter(tail);

    /// <summary>Opens the virtual disk of a VHD. The result owns <paramref name="file"/>, and closes it where opening fails.</summary>
    /// <param name="file">The file.</param>
    /// <param name="siblings">Where parents of a differencing disk are looked for; null where there is no such place.</param>
    /// <param name="options">Limits, and where remarks go.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file is damaged, or a parent is missing or another one.</exception>
    /// <exception cref="UnsupportedImageException">The disk is too large, or of an unknown version or type.</exception>
    public static async ValueTask<Disk> OpenAsync(
        Disk file, IFileFolder? siblings, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        await using var chain = new VhdChain(siblings, options);
        return await chain.OpenAsync(file, cancellationToken);
    }

    /// <summary>Opens a VHD that holds what differs from a disk, which the caller vouches for: what it says of a parent is not looked at.</summary>
    /// <param name="file">The file; owned by the result, and closed where opening fails.</param>
    /// <param name="parent">The disk that it lies over; owned in the same way.</param>
    /// <param name="options">Limits, and where remarks go.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file is damaged.</exception>
    /// <exception cref="UnsupportedImageException">The disk is too large, or of an unknown version or type.</exception>
    public static async ValueTask<Disk> OpenOverAsync(Disk file, Disk parent, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(options);
        await using var disks = new OwnedDisks();
        disks.Add(file);
        disks.WrapLast((await VhdLayer.ReadAsync(file, options, cancellationToken)).Disk);
        disks.Add(parent);
        return disks.HandTo(DeltaDisk.Over);
    }
}
