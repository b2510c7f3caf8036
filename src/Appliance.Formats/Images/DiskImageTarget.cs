using System.Globalization;
using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Images;

/// <summary>Writes the disks of machines as images, and nothing else of them: one disk to a path or a stream, or each to a file of a folder.</summary>
public sealed class DiskImageTarget : IMachineTarget
{
    private readonly DiskImagePaths _paths;
    private readonly Stream? _stream;
    private readonly DiskImageFormat _format;
    private readonly WriteOptions _options;
    private readonly List<(DiskImageOutput Output, MachineDisk Disk)> _images = [];

    /// <summary>Prepares a target; nothing is created yet.</summary>
    /// <param name="path">The image file, or a folder: one that exists, or a path that ends with a slash.</param>
    /// <param name="format">What to write.</param>
    /// <param name="options">Time, identity, threads and compression.</param>
    /// <exception cref="ArgumentException">The format cannot be compressed.</exception>
    public DiskImageTarget(string path, DiskImageFormat format, WriteOptions options)
        : this(path, null, format, options)
    {
    }

    /// <summary>Prepares to write one image to a forward-only stream, such as standard output; it stays open.</summary>
    /// <param name="output">Gets the image.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="format">What to write.</param>
    /// <param name="options">Time, identity, threads and compression.</param>
    /// <exception cref="ArgumentException">The format cannot be written to a stream.</exception>
    public DiskImageTarget(Stream output, string name, DiskImageFormat format, WriteOptions options)
        : this(name, output ?? throw new ArgumentNullException(nameof(output)), format, options)
    {
    }

    private DiskImageTarget(string path, Stream? stream, DiskImageFormat format, WriteOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(options);
        if ((stream is not null || options.Compression is not null) && !format.CanStream)
        {
            throw new ArgumentException($"a {format.Name} cannot be written from its first byte to its last", nameof(format));
        }

        _paths = new DiskImagePaths(path, $"{format.Extension}{options.Compression?.Extension}");
        _stream = stream;
        _format = format;
        _options = options;
    }

    /// <inheritdoc/>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(_paths.Path));

    /// <inheritdoc/>
    public string Format => _options.Compression is { } compression ? $"{_format.Name}, {compression.Name}" : _format.Name;

    /// <inheritdoc/>
    public bool IsForXen => _format != DiskImageFormat.Vmdk && _format != DiskImageFormat.VmdkSparse;

    /// <inheritdoc/>
    public bool CanReadBack => _stream is null;

    /// <inheritdoc/>
    public IReadOnlyList<WrittenPackage> Written => [.. _images.Select(image => Describe(image.Output.File!, image.Disk))];

    private bool TakesSeveral => _stream is null && _paths.IsFolder && !_format.TakesOneDisk;

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

        if (count > 1 && !TakesSeveral)
        {
            string folder = _stream is null ? $"\"{_paths.Path}/\"" : "\"disks/\"";
            throw new UnsupportedImageException(
                group.Name, $"has {count} disks, but {Name} takes one; name a folder ({folder}) or choose a disk with --disk N");
        }

        _options.Compression?.Check(Name);
        foreach (MachineDisk disk in group.Disks)
        {
            _format.CheckSize(disk.Name, diskSizes[disk.Id]);
        }
    }

    /// <inheritdoc/>
    public async Task WriteAsync(IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        MachineDisk[] disks = [.. source.DisksInOrder];
        string[] paths = _stream is null ? _paths.Choose(disks) : [$"disk{_format.Extension}"];
        for (int i = 0; i < disks.Length; i++)
        {
            await WriteDiskAsync(source, disks[i], paths[i], progress, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string[] made = [.. _images.SelectMany(image => image.Output.Commit())];
        _paths.Commit();
        return ValueTask.FromResult<IReadOnlyList<string>>(made);
    }

    /// <summary>Deletes what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach ((DiskImageOutput output, _) in _images)
        {
            await output.DisposeAsync();
        }

        _images.Clear();
        _paths.Dispose();
    }

    private async Task WriteDiskAsync(
        IMachineSource source, MachineDisk disk, string path, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await using DiskContent content = await source.OpenContentAsync(disk, cancellationToken);
        Guid id = SeededGuid.Create(
            source.Name, disk.Id, content.Length.ToString(CultureInfo.InvariantCulture), _options.IdentitySeed);
        var image = new DiskImage(PlainPath(path), content.Length, id, disk.Bus, _options);
        DiskImageOutput output = OpenOutput(path);
        _images.Add((output, disk));
        Action<CopyProgress>? report = progress is null ? null : step => progress(disk, step);
        await output.WriteAsync(_format, image, content, report, cancellationToken);
    }

    private WrittenPackage Describe(TemporaryFile file, MachineDisk disk)
    {
        string name = Path.GetFileName(file.Path);
        ImageFormat? format = _options.Compression is null ? _format.ReadAs : null;
        return new WrittenPackage(new WrittenFolder([file]), name, format, new Dictionary<string, MachineDisk> { [name] = disk });
    }

    /// <summary>The path without what the compression adds to it: what the image is called again when it is unpacked.</summary>
    private string PlainPath(string path)
        => _options.Compression is { } compression && path.EndsWith(compression.Extension, StringComparison.OrdinalIgnoreCase)
            ? path[..^compression.Extension.Length]
            : path;

    private DiskImageOutput OpenOutput(string path)
        => _stream is not null ? new DiskImageStream(ForwardOutput.ToStream(_stream, _options))
            : _options.Compression is not null ? new DiskImageStream(ForwardOutput.ToFile(path, _options))
            : new DiskImageFile(path);
}
