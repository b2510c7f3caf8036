using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;

namespace Appliance.Formats.Ovf;

/// <summary>Opens the disks of a package as its descriptor declares them: blank, whole, or deltas over each other.</summary>
/// <param name="name">What messages call the package.</param>
/// <param name="descriptor">The descriptor.</param>
/// <param name="files">Where the disks' files are.</param>
/// <param name="siblings">Where images look for further files.</param>
/// <param name="openImage">Opens disk images.</param>
/// <param name="options">Limits, and where to warn.</param>
internal sealed class OvfDiskOpener(
    string name, OvfDescriptor descriptor, PackageFiles files, IFileFolder siblings, ImageOpener openImage, ReadOptions options)
{
    // VMware allows 32 snapshots, and each can add one delta.
    private const int MaxParents = 64;

    /// <summary>Opens a disk.</summary>
    /// <exception cref="ImageException">A file of it is missing, damaged or refused.</exception>
    public ValueTask<Disk> OpenAsync(OvfDisk declared, CancellationToken cancellationToken)
        => OpenAsync(declared, MaxParents, cancellationToken);

    /// <summary>The file with a disk's content; null for a blank disk.</summary>
    /// <exception cref="InvalidImageException">The descriptor does not declare it.</exception>
    public OvfFile? FileOf(OvfDisk declared) => declared.FileRef is not { } fileRef ? null
        : descriptor.Files.FirstOrDefault(file => file.Id == fileRef)
            ?? throw new InvalidImageException(NameOf(declared), $"the disk's file {RelativeName.Printable(fileRef)} is not among the references");

    /// <summary>Refuses a disk whose declared size is beyond the limit.</summary>
    public void CheckSize(OvfDisk declared) => options.CheckDiskSize(NameOf(declared), declared.Capacity ?? 0);

    private string NameOf(OvfDisk declared) => $"{name}:{declared.DiskId}";

    private async ValueTask<Disk> OpenAsync(OvfDisk declared, int parentsLeft, CancellationToken cancellationToken)
    {
        CheckSize(declared);
        if (FileOf(declared) is not { } file)
        {
            return new ZeroDisk(NameOf(declared), declared.Capacity ?? throw new InvalidImageException(NameOf(declared), "the disk has neither a file nor a capacity"));
        }

        Disk stored = await OvfStoredFile.OpenAsync(file, files, options, cancellationToken);
        Disk image = await openImage(stored, siblings, options, cancellationToken);
        if (declared.ParentRef is { } parentRef)
        {
            image = await LayOverParentAsync(image, parentRef, NameOf(declared), parentsLeft, cancellationToken);
        }

        return Grow(image, declared.Capacity ?? 0);
    }

    private async ValueTask<Disk> LayOverParentAsync(Disk delta, string parentRef, string disk, int parentsLeft, CancellationToken cancellationToken)
    {
        await using var opened = new Ownership<Disk>(delta);
        OvfDisk parent = descriptor.ParentOf(parentRef)
            ?? throw new UnsupportedImageException(disk, $"the disk is a delta of {RelativeName.Printable(parentRef)}, which no machine has; consolidate before the export");
        if (parentsLeft == 0)
        {
            throw new InvalidImageException(disk, $"the disk has more than {MaxParents} parents, or is a parent of itself");
        }

        Disk below = await OpenAsync(parent, parentsLeft - 1, cancellationToken);
        return new DeltaDisk(opened.Release(), below);
    }

    /// <summary>The larger of the image's size and the declared one holds: data is never cut off.</summary>
    internal static Disk Grow(Disk image, long capacity)
        => capacity <= image.Length ? image : new ConcatDisk(image.Name, [image, new ZeroDisk(image.Name, capacity - image.Length)]);
}
