using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>An OVF package, in a folder or in an archive, as a source of machines.</summary>
public sealed class OvfSource : IMachineSource
{
    private readonly OvfPackage _package;
    private readonly OvfDiskOpener _disks;

    private OvfSource(OvfPackage package, string name, string container, ImageOpener openImage, ReadOptions options)
    {
        _package = package;
        _disks = new OvfDiskOpener(name, package.Descriptor, package.Files, package.Files, openImage, options);
        Name = name;
        Format = $"{container}OVF {package.Descriptor.Version}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Format { get; }

    /// <inheritdoc/>
    public MachineGroup Group => Descriptor.Group;

    /// <inheritdoc/>
    public IEnumerable<MachineDisk> DisksInOrder => Descriptor.DisksInOrder;

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
        return await _disks.OpenAsync(Descriptor.Disks[disk.Id], cancellationToken);
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
}
