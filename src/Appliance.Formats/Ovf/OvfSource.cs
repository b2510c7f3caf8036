using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>An OVF package, in a folder or in an archive, as a source of machines.</summary>
public sealed class OvfSource : IMachineSource
{
    // VMware allows 32 snapshots, and each can add one delta.
    private const int MaxParents = 64;

    private readonly OvfPackage _package;
    private readonly ImageOpener _openImage;
    private readonly ReadOptions _options;

    private OvfSource(OvfPackage package, string name, string container, ImageOpener openImage, ReadOptions options)
    {
        _package = package;
        _openImage = openImage;
        _options = options;
        Name = name;
        Format = $"{container}OVF {package.Descriptor.Version}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Format { get; }

    /// <inheritdoc/>
    public MachineGroup Group => Descriptor.Group;

    /// <summary>All that the descriptor says.</summary>
    public OvfDescriptor Descriptor => _package.Descriptor;

    /// <summary>Opens a package: reads its descriptor, and checks all that can be checked without reading disks.</summary>
    /// <param name="folder">The files; owned from now on, also where there is an error.</param>
    /// <param name="descriptorName">The .ovf file among them.</param>
    /// <param name="openImage">Opens disk images.</param>
    /// <param name="options">Limits, and whether to accept what cannot be verified.</param>
    /// <param name="ovf">Which configuration to read.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The package is damaged, or not as its manifest or signature says.</exception>
    /// <exception cref="UnsupportedImageException">The package uses what we do not read.</exception>
    public static ValueTask<OvfSource> OpenAsync(
        IFileFolder folder, string descriptorName, ImageOpener openImage, ReadOptions options, OvfReadOptions? ovf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(descriptorName);
        return OpenAsync(folder, descriptorName, descriptorName, container: "", openImage, options, ovf, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(disk);
        return await OpenDiskAsync(Descriptor.Disks[disk.Id], MaxParents, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => _package.VerifyAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _package.DisposeAsync();

    /// <summary>Opens a package that messages call <paramref name="name"/>.</summary>
    internal static async ValueTask<OvfSource> OpenAsync(
        IFileFolder folder, string descriptorName, string name, string container, ImageOpener openImage, ReadOptions options, OvfReadOptions? ovf,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(openImage);
        ArgumentNullException.ThrowIfNull(options);
        OvfPackage package = await OvfPackage.OpenAsync(folder, descriptorName, new PackageProblems(options, findings: null), ovf, cancellationToken);
        foreach (string warning in package.Descriptor.Warnings)
        {
            options.Warn($"{name}: {warning}");
        }

        return new OvfSource(package, name, container, openImage, options);
    }

    private async ValueTask<Disk> OpenDiskAsync(OvfDisk declared, int parentsLeft, CancellationToken cancellationToken)
    {
        string name = $"{Name}:{declared.DiskId}";
        _options.CheckDiskSize(name, declared.Capacity ?? 0);
        if (declared.FileRef is not { } fileRef)
        {
            return new ZeroDisk(name, declared.Capacity ?? throw new InvalidImageException(name, "the disk has neither a file nor a capacity"));
        }

        OvfFile file = Descriptor.Files.FirstOrDefault(file => file.Id == fileRef)
            ?? throw new InvalidImageException(name, $"the disk's file {RelativeName.Printable(fileRef)} is not among the references");
        Disk stored = await OvfStoredFile.OpenAsync(file, _package.Files, _options, cancellationToken);
        Disk image = await _openImage(stored, _package.Files, _options, cancellationToken);
        if (declared.ParentRef is { } parentRef)
        {
            image = await LayOverParentAsync(image, parentRef, name, parentsLeft, cancellationToken);
        }

        return Grow(image, declared.Capacity ?? 0);
    }

    private async ValueTask<Disk> LayOverParentAsync(Disk delta, string parentRef, string name, int parentsLeft, CancellationToken cancellationToken)
    {
        try
        {
            OvfDisk parent = Descriptor.Disks.Values.FirstOrDefault(disk => disk.DiskId == parentRef)
                ?? throw new UnsupportedImageException(name, $"the disk is a delta of {RelativeName.Printable(parentRef)}, which no machine has; consolidate before the export");
            if (parentsLeft == 0)
            {
                throw new InvalidImageException(name, $"the disk has more than {MaxParents} parents, or is a parent of itself");
            }

            return new DeltaDisk(delta, await OpenDiskAsync(parent, parentsLeft - 1, cancellationToken));
        }
        catch
        {
            await delta.DisposeAsync();
            throw;
        }
    }

    /// <summary>The larger of the image's size and the declared one holds: data is never cut off.</summary>
    private static Disk Grow(Disk image, long capacity)
        => capacity <= image.Length ? image : new ConcatDisk(image.Name, [image, new ZeroDisk(image.Name, capacity - image.Length)]);
}
