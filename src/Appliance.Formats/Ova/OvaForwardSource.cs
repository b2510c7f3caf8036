using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Ova;

/// <summary>
/// An OVA that comes by once, out of a pipe or the body of an HTTP answer. Its disks are taken as they come; manifest and
/// signature are held against the digests of what came when all of it has.
/// </summary>
public sealed class OvaForwardSource : IMachineSource
{
    private readonly OvaPassingFolder _folder;
    private readonly OvfDescriptor _descriptor;
    private readonly OvaForwardFiles _files;
    private readonly OvaForwardDisks _disks;
    private readonly ReadOptions _options;
    private readonly OvfReadOptions? _ovf;
    private OvfPackage? _package;

    private OvaForwardSource(
        OvaPassingFolder folder, OvfDescriptor descriptor, ImageOpener openImage, ForwardImageOpener openForward, ReadOptions options, OvfReadOptions? ovf)
    {
        _folder = folder;
        _descriptor = descriptor;
        _options = options;
        _ovf = ovf;
        var come = new PackageFiles(folder, folder.Descriptor!);
        var siblings = new OvaSiblings(folder, come);
        var opener = new OvfDiskOpener(Name, descriptor, come, siblings, openImage, options);
        var wanted = new OvaWantedFiles(descriptor.Disks.Values.Select(opener.FileOf).OfType<OvfFile>(), come);
        _files = new OvaForwardFiles(folder, come, wanted);
        _disks = new OvaForwardDisks(folder, descriptor, _files, siblings, opener, openForward, options);
        folder.IsWanted = wanted.Contains;
    }

    /// <inheritdoc/>
    public string Name => _folder.Name;

    /// <inheritdoc/>
    public string Format => $"OVA, OVF {_descriptor.Version}";

    /// <inheritdoc/>
    public MachineGroup Group => _descriptor.Group;

    /// <inheritdoc/>
    public bool CanReadAtRandom => false;

    /// <inheritdoc/>
    public IEnumerable<MachineDisk> DisksInOrder => _descriptor.DisksInOrder;

    /// <summary>Reads up to the descriptor, which is usually the first member; what comes before it is saved.</summary>
    /// <param name="file">Stands at the start of the archive; owned from now on, also where there is an error.</param>
    /// <param name="openImage">Opens disk images that were saved.</param>
    /// <param name="openForward">Opens disk images that come by.</param>
    /// <param name="options">Limits, the spool's place, and whether to accept what cannot be verified.</param>
    /// <param name="ovf">Which configuration to read.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The archive is damaged or hostile, or holds no descriptor.</exception>
    /// <exception cref="UnsupportedImageException">The package uses what we do not read.</exception>
    public static async ValueTask<OvaForwardSource> OpenAsync(
        ForwardFile file, ImageOpener openImage, ForwardImageOpener openForward, ReadOptions options, OvfReadOptions? ovf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        var folder = new OvaPassingFolder(file, options);
        await using var opened = new Ownership<OvaPassingFolder>(folder);
        OvfDescriptor descriptor = await ReadDescriptorAsync(folder, ovf, cancellationToken);
        foreach (string warning in descriptor.Warnings)
        {
            options.Warn($"{file.Name}: {warning}");
        }

        var source = new OvaForwardSource(folder, descriptor, openImage, openForward, options, ovf);
        opened.Release();
        return source;
    }

    /// <inheritdoc/>
    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => _disks.OpenDiskAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken) => _disks.OpenContentAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => _disks.MeasureAsync(disk, cancellationToken);

    /// <summary>Reads the rest of the archive, and judges it as one that lies in a file: by what came, and by the digests of that.</summary>
    public async ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        await _disks.ForgetAsync();
        _folder.IsWanted = static _ => false;
        bool isMore = true;
        while (isMore)
        {
            isMore = await _folder.AdvanceAsync(cancellationToken);
        }

        OvaFolder.WarnOfLikeNames(_folder, _options);
        CheckDescriptor();
        var problems = new PackageProblems(_options, findings: null);
        _package = await OvfPackage.OpenAsync(_folder, _folder.Descriptor!, problems, _ovf, cancellationToken);
        _files.Check(_package.Files);
        await _package.VerifyAsync(cancellationToken);
        if (!_package.HasManifest && !_folder.HasEndBlock)
        {
            problems.Warn("ova-end", Name, "has neither a manifest nor the mark that ends an archive; if it was cut off behind a whole member, nothing shows that");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disks.DisposeAsync();
        await (_package?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _folder.DisposeAsync();
    }

    private static async ValueTask<OvfDescriptor> ReadDescriptorAsync(OvaPassingFolder folder, OvfReadOptions? ovf, CancellationToken cancellationToken)
    {
        bool isMore = true;
        while (isMore && folder.Descriptor is null)
        {
            isMore = await folder.AdvanceAsync(cancellationToken);
        }

        return await OvfPackage.ReadDescriptorAsync(folder, folder.Descriptor ?? OvaSource.FindDescriptor(folder), ovf, cancellationToken);
    }

    /// <summary>The first descriptor was taken for the only one.</summary>
    private void CheckDescriptor()
    {
        if (OvaSource.FindDescriptor(_folder) is var meant && meant != _folder.Descriptor)
        {
            throw new UnsupportedImageException(
                Name, $"{RelativeName.Printable(meant)} is its descriptor, and came behind another one; save the archive to a file, and convert that");
        }
    }
}
