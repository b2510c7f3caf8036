using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// Reads VMware's virtual disks (Virtual Disk Format 5.0, and what ESXi makes of them): monolithic, split and
/// stream-optimised, flat and sparse, redo logs and space-efficient deltas, alone or over their parents. docs/formats/vmdk.md tells what is read and what is refused.
/// </summary>
public static class VmdkImage
{
    /// <summary>
    /// Whether a file that begins like this is a VMDK: a sparse extent, a descriptor, or one of their relatives that
    /// <see cref="OpenAsync"/> refuses with a reason.
    /// </summary>
    /// <param name="head">The first bytes, best 512 or more.</param>
    public static bool IsVmdk(ReadOnlySpan<byte> head) => VmdkMagic.IsAny(head) || VmdkDescriptorText.IsDescriptor(head);

    /// <summary>Opens the virtual disk of an image, over all its extents and parents.</summary>
    /// <param name="file">The image, or its descriptor; closed with the disk, or at once where opening fails.</param>
    /// <param name="siblings">Where its other files are; null where there are none. Stays open as long as the disk is used.</param>
    /// <param name="options">Limits and warnings.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The disk; what neither it nor a parent stores reads as zeros.</returns>
    /// <exception cref="InvalidImageException">A file is damaged, cut off, missing, or leads out of its folder.</exception>
    /// <exception cref="UnsupportedImageException">
    /// The disk is encrypted, on a device, an ESXi delta without its descriptor or with a dirty journal, larger than
    /// allowed, or its other files are out of reach.
    /// </exception>
    public static ValueTask<Disk> OpenAsync(Disk file, IFileFolder? siblings, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        return new VmdkChain(siblings, options).OpenAsync(file, cancellationToken);
    }
}
