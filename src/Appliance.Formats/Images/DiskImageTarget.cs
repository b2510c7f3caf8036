using System.Globalization;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Formats.Qcow2;
using Appliance.Formats.Raw;
using Appliance.Formats.Vhd;
using Appliance.Formats.Vmdk;

namespace Appliance.Formats.Images;

/// <summary>Writes the disks of machines as image files, and nothing else of them: one disk to a path, or each to a file of a folder.</summary>
public sealed class DiskImageTarget : IMachineTarget
{
    private readonly string _path;
    private readonly DiskImageFormat _format;
    private readonly WriteOptions _options;
    private readonly VhdParent? _parent;
    private readonly List<TemporaryFile> _files = [];
    private string? _createdFolder;

    /// <summary>Prepares a target; nothing is created yet.</summary>
    /// <param name="path">The image file, or a folder: one that exists, or a path that ends with a slash.</param>
    /// <param name="format">What to write.</param>
    /// <param name="options">Time, identity and threads.</param>
    /// <param name="parent">What a differencing VHD lies over, and nothing else; disposed with the target.</param>
    public DiskImageTarget(string path, DiskImageFormat format, WriteOptions options, VhdParent? parent = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        _path = path;
        _format = format;
        _options = options;
        _parent = (parent is not null) == (format == DiskImageFormat.VhdDifferencing)
            ? parent
            : throw new ArgumentException("a differencing VHD has a parent, and nothing else has", nameof(parent));
    }

    /// <inheritdoc/>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(_path));

    /// <inheritdoc/>
    public string Format => _format switch
    {
        DiskImageFormat.Raw => "raw image",
        DiskImageFormat.Vhd => "dynamic VHD",
        DiskImageFormat.VhdDifferencing => "differencing VHD",
        DiskImageFormat.Qcow2 => "QCOW2",
        DiskImageFormat.Vmdk => "streamOptimized VMDK",
        _ => "fixed VHD",
    };

    private bool IsFolder => Path.EndsInDirectorySeparator(_path) || Directory.Exists(_path);

    private string Extension => _format switch
    {
        DiskImageFormat.Raw => ".raw",
        DiskImageFormat.Qcow2 => ".qcow2",
        DiskImageFormat.Vmdk => ".vmdk",
        _ => ".vhd",
    };

    /// <inheritdoc/>
    public void Check(MachineGroup group, IReadOnlyDictionary<string, long> diskSizes)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(diskSizes);
        int count = group.Disks.Count();
        if (count == 0)
        {
            throw new UnsupportedImageException(group.Name, "has no disk, so there is no image to write");
        }

        if (count > 1 && !IsFolder)
        {
            throw new UnsupportedImageException(
                group.Name, $"has {count} disks, but \"{_path}\" is one file; name a folder (\"{_path}/\") or choose a disk with --disk N");
        }

        if (_format is DiskImageFormat.Vhd or DiskImageFormat.VhdFixed)
        {
            CheckVhdSizes(group, diskSizes);
        }

        if (_parent is not null)
        {
            CheckParent(_parent, group, diskSizes);
        }
    }

    /// <inheritdoc/>
    public async Task WriteAsync(IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        MachineDisk[] disks = [.. source.DisksInOrder];
        string[] paths = ChoosePaths(disks);
        for (int i = 0; i < disks.Length; i++)
        {
            await WriteDiskAsync(source, disks[i], paths[i], progress, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Commit()
    {
        foreach (TemporaryFile file in _files)
        {
            file.Commit();
        }

        _createdFolder = null;
        return [.. _files.Select(file => file.Path)];
    }

    /// <summary>Deletes what was not committed.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (TemporaryFile file in _files)
        {
            file.Dispose();
        }

        _files.Clear();
        if (_createdFolder is not null)
        {
            Directory.Delete(_createdFolder);
            _createdFolder = null;
        }

        return _parent?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private static void CheckVhdSizes(MachineGroup group, IReadOnlyDictionary<string, long> diskSizes)
    {
        foreach (MachineDisk disk in group.Disks)
        {
            VhdLimits.Check(disk.Name, diskSizes[disk.Id]);
        }
    }

    private static void CheckParent(VhdParent parent, MachineGroup group, IReadOnlyDictionary<string, long> diskSizes)
    {
        MachineDisk[] disks = [.. group.Disks];
        if (disks.Length > 1)
        {
            throw new UnsupportedImageException(group.Name, $"has {disks.Length} disks, but there is one parent; choose a disk with --disk N");
        }

        parent.Check(disks[0].Name, diskSizes[disks[0].Id]);
    }

    private string[] ChoosePaths(MachineDisk[] disks)
    {
        if (!IsFolder)
        {
            return [_path];
        }

        if (!Directory.Exists(_path))
        {
            _createdFolder = Directory.CreateDirectory(_path).FullName;
        }

        return [.. DiskFileNames.For(disks, Extension).Select(name => Path.Combine(_path, name))];
    }

    private async Task WriteDiskAsync(
        IMachineSource source, MachineDisk disk, string path, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await using DiskContent content = await source.OpenContentAsync(disk, cancellationToken);
        TemporaryFile file = TemporaryFile.Create(path);
        _files.Add(file);
        Guid id = SeededGuid.Create(
            source.Name, disk.Id, content.Length.ToString(CultureInfo.InvariantCulture), _options.IdentitySeed);
        if (_parent is not null)
        {
            // Made from a later state of the same source, the child would else have the identity of its parent.
            id = SeededGuid.Create(id.ToString(), _parent.Id.ToString());
        }

        await using DiskWriter writer = OpenWriter(file, content.Length, id);
        Action<CopyProgress>? report = progress is null ? null : step => progress(disk, step);
        await content.CopyToAsync(writer, _options.Workers, report, cancellationToken);
    }

    private DiskWriter OpenWriter(TemporaryFile file, long length, Guid id) => _format switch
    {
        DiskImageFormat.Raw => new RawWriter(file.Handle, 0, length),
        DiskImageFormat.Vhd => new VhdDynamicWriter(file.Handle, 0, length, id, _options),
        DiskImageFormat.VhdDifferencing => new VhdDifferencingWriter(file.Handle, file.Path, _parent!, length, id, _options),
        DiskImageFormat.Qcow2 => new Qcow2Writer(file.Handle, length),
        DiskImageFormat.Vmdk => new VmdkStreamWriter(file.Handle, 0, length, Path.GetFileName(file.Path), id),
        _ => new VhdFixedWriter(file.Handle, 0, length, id, _options),
    };
}
