using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vmdk;

/// <summary>Opens the extents that a descriptor names, and joins them.</summary>
internal sealed class VmdkExtentOpener(IFileFolder? siblings, ReadOptions options)
{
    /// <summary>Opens all extents of a descriptor.</summary>
    /// <exception cref="InvalidImageException">A file is missing, too short, damaged, or not within the folder.</exception>
    /// <exception cref="UnsupportedImageException">An extent is a device, of a kind that is not read, or there is no folder.</exception>
    public async ValueTask<Disk> OpenAsync(VmdkDescriptor descriptor, CancellationToken cancellationToken)
    {
        // An empty disk has no extents (qemu); a descriptor that is cut off has lost its geometry too.
        if (descriptor.Extents.Count == 0 && descriptor["ddb.geometry.cylinders"] != "0")
        {
            throw new InvalidImageException(descriptor.File, descriptor.At, "the descriptor lists no extents");
        }

        options.CheckDiskSize(descriptor.File, descriptor.Length);
        await using var parts = new OwnedDisks();
        foreach (VmdkExtentLine extent in descriptor.Extents)
        {
            parts.Add(await OpenAsync(descriptor.File, extent, cancellationToken));
        }

        return parts.HandTo(disks => new ConcatDisk(descriptor.File, disks));
    }

    /// <summary>Opens one extent.</summary>
    /// <param name="descriptor">The descriptor's file, for messages.</param>
    /// <param name="extent">The extent.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async ValueTask<Disk> OpenAsync(string descriptor, VmdkExtentLine extent, CancellationToken cancellationToken)
    {
        if (!extent.HasFile)
        {
            return new ZeroDisk(descriptor, extent.Length);
        }

        RefuseDevice(descriptor, extent);
        Disk file = await OpenFileAsync(descriptor, extent, cancellationToken);
        await using var opened = new Ownership<Disk>(file);
        Disk data = extent.Type is VmdkExtentType.Flat or VmdkExtentType.Vmfs
            ? OpenFlat(file, extent)
            : await OpenSparseAsync(file, extent, cancellationToken);
        opened.Release();
        return data;
    }

    /// <summary>Opens the file of an extent that has one.</summary>
    public async ValueTask<Disk> OpenFileAsync(string descriptor, VmdkExtentLine extent, CancellationToken cancellationToken)
    {
        string shown = RelativeName.Printable(extent.FileName);
        if (siblings is null)
        {
            throw new UnsupportedImageException(descriptor, extent.At, $"its data is in \"{shown}\"; open the disk in the folder where its files lie together");
        }

        string name = RelativeName.Check(descriptor, extent.FileName);
        return await siblings.OpenAsync(name, cancellationToken)
            ?? throw new InvalidImageException(descriptor, extent.At, $"the extent file \"{shown}\" is missing from {siblings.Name}; put it there");
    }

    private static void RefuseDevice(string descriptor, VmdkExtentLine extent)
    {
        string name = extent.FileName;
        bool device = extent.Type == VmdkExtentType.Device
            || name.StartsWith(@"\\.\", StringComparison.Ordinal)
            || name.StartsWith("/dev/", StringComparison.Ordinal)
            || name.Contains("://", StringComparison.Ordinal);
        if (device)
        {
            throw new UnsupportedImageException(
                descriptor, extent.At, $"the extent \"{RelativeName.Printable(name)}\" is a device or an object of a datastore, no file; clone the disk to a file first");
        }
    }

    private static VmdkFlatDisk OpenFlat(Disk file, VmdkExtentLine extent)
        => extent.FileOffset <= file.Length - extent.Length
            ? new VmdkFlatDisk(file, extent.FileOffset, extent.Length)
            : throw new InvalidImageException(
                file.Name, file.Length, $"the file is cut off: the descriptor says {extent.Length} bytes from byte {extent.FileOffset} on");

    private async ValueTask<Disk> OpenSparseAsync(Disk file, VmdkExtentLine extent, CancellationToken cancellationToken)
    {
        // The magic counts, not the type: VMFSSPARSE and SPARSE are mixed up by more than one writer.
        byte[] head = await file.ReadStructureAsync(0, VmdkMagic.Size, "head", cancellationToken);
        if (VmdkMagic.IsSeSparse(head))
        {
            SeSparseHeader space = await SeSparseReader.ReadHeaderAsync(file, cancellationToken);
            RequireCapacity(file, extent, space.Capacity);
            return await SeSparseReader.OpenAsync(file, space, extent.Length, options, cancellationToken);
        }

        VmdkSparseHeader header = await VmdkSparseReader.ReadHeaderAsync(file, cancellationToken);
        RequireCapacity(file, extent, header.Capacity);
        return await VmdkSparseReader.OpenAsync(file, header, extent.Length, options, cancellationToken);
    }

    private static void RequireCapacity(Disk file, VmdkExtentLine extent, long capacity)
    {
        if (capacity < extent.Length)
        {
            throw new InvalidImageException(
                file.Name, 0, $"the sparse extent holds {capacity} bytes, where the descriptor says {extent.Length}");
        }
    }
}
