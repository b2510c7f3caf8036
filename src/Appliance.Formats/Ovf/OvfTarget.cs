using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Formats.Vhd;

namespace Appliance.Formats.Ovf;

/// <summary>Writes machines as an OVF: the descriptor, a file a disk, the manifest and its signature, side by side in a folder.</summary>
public sealed class OvfTarget : IMachineTarget
{
    private readonly string _path;
    private readonly OvfDialect _dialect;
    private readonly WriteOptions _options;
    private readonly List<TemporaryFile> _files = [];
    private readonly List<OvfWriterDisk> _disks = [];

    /// <summary>Prepares a target; nothing is created yet.</summary>
    /// <param name="path">The descriptor; its folder is made where it is missing.</param>
    /// <param name="dialect">Whom it is for.</param>
    /// <param name="options">Time, identity and threads.</param>
    public OvfTarget(string path, OvfDialect dialect, WriteOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        _path = Path.GetFullPath(path);
        _dialect = dialect;
        _options = options;
    }

    /// <inheritdoc/>
    public string Name => Path.GetFileName(_path);

    /// <inheritdoc/>
    public string Format => FormatOf(_dialect);

    /// <inheritdoc/>
    public bool IsForXen => _dialect == OvfDialect.Xen;

    /// <inheritdoc/>
    public bool CanReadBack => true;

    /// <inheritdoc/>
    public IReadOnlyList<WrittenPackage> Written
        => [new WrittenPackage(new WrittenFolder(_files), Name, Format: null, OvfDiskFiles.ById(_disks))];

    /// <inheritdoc/>
    public void Check(MachineGroup group, IReadOnlyDictionary<string, long> diskSizes)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(diskSizes);
        Check(group, diskSizes, _dialect);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var writer = new OvfDiskFiles(source, Path.GetFileNameWithoutExtension(_path), _dialect, _options, progress);
        var proofs = new List<ManifestEntry>();
        foreach (MachineDisk disk in writer.Disks)
        {
            TemporaryFile file = Create(writer.NameOf(_disks.Count));
            _disks.Add(await writer.WriteAsync(disk, _disks.Count, file.Handle, 0, cancellationToken));
            proofs.Add(await OvfDiskFiles.DigestAsync(file.Handle, 0, _disks[^1].FileSize, _disks[^1].Href, cancellationToken));
        }

        byte[] descriptor = OvfWriter.Write(source.Group, _disks, _dialect);
        proofs.Insert(0, OvfDiskFiles.Digest(descriptor, Name));
        byte[] manifest = Manifest.Write(proofs);
        await WriteAsync(Path.ChangeExtension(Name, ".mf"), manifest, cancellationToken);
        if (_options.Signer is { } signer)
        {
            byte[] certificate = await CertificateFile.SignAsync(signer, Path.ChangeExtension(Name, ".mf"), manifest, cancellationToken);
            await WriteAsync(Path.ChangeExtension(Name, ".cert"), certificate, cancellationToken);
        }

        await WriteAsync(Name, descriptor, cancellationToken);
    }

    /// <summary>Renames all files, the descriptor last: where it is, the package is whole.</summary>
    public ValueTask<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (TemporaryFile file in _files)
        {
            file.Commit();
        }

        return ValueTask.FromResult<IReadOnlyList<string>>([.. _files.Select(file => file.Path)]);
    }

    /// <summary>Deletes what was not committed.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (TemporaryFile file in _files)
        {
            file.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>What a package of this dialect is, in a few words.</summary>
    internal static string FormatOf(OvfDialect dialect)
        => dialect == OvfDialect.Vmware ? "OVF 1.0 with streamOptimized VMDK disks, for VMware" : "OVF 1.1 with VHD disks";

    /// <summary>Refuses what a package of this dialect cannot hold.</summary>
    internal static void Check(MachineGroup group, IReadOnlyDictionary<string, long> diskSizes, OvfDialect dialect)
    {
        if (dialect == OvfDialect.Vmware)
        {
            OvfVmwareLimits.Check(group, diskSizes);
            return;
        }

        foreach (MachineDisk disk in group.Disks)
        {
            VhdLimits.Check(disk.Name, diskSizes[disk.Id]);
        }
    }

    private async ValueTask WriteAsync(string name, byte[] content, CancellationToken cancellationToken)
        => await RandomAccess.WriteAsync(Create(name).Handle, content, 0, cancellationToken);

    private TemporaryFile Create(string name)
    {
        TemporaryFile file = TemporaryFile.Create(Path.Combine(Path.GetDirectoryName(_path)!, name));
        _files.Add(file);
        return file;
    }
}
