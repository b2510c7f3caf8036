using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Detection;

/// <summary>A lone disk image that comes by once, as a machine with one disk.</summary>
public sealed class ForwardImageSource : IMachineSource
{
    private readonly ReadOptions _options;
    private readonly DiskContent _content;
    private Disk? _saved;
    private bool _isTaken;

    private ForwardImageSource(string name, ImageFormat format, DiskContent content, ReadOptions options)
    {
        Name = name;
        Format = $"disk image, {FormatNames.Of(format)}";
        Group = DiskImageSource.Describe(name);
        _content = content;
        _options = options;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Format { get; }

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <inheritdoc/>
    public bool CanReadAtRandom => false;

    /// <summary>Opens an image.</summary>
    /// <param name="file">Stands at the start of the image; owned.</param>
    /// <param name="fileLength">Bytes of the image, where they are known.</param>
    /// <param name="options">What may be read.</param>
    /// <param name="source">What the user says about it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">The image is damaged or refused.</exception>
    public static async ValueTask<ForwardImageSource> OpenAsync(
        ForwardFile file, long? fileLength, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ImageFormat format = await ForwardImages.DetectAsync(file, source, cancellationToken);
        DiskContent content = await ForwardImages.OpenAsync(file, fileLength, siblings: null, options, source, cancellationToken);
        return new ForwardImageSource(file.Name, format, content, options);
    }

    /// <inheritdoc/>
    public ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        if (_saved is not null)
        {
            return new(new RandomContent(View(_saved)));
        }

        if (_content is RandomContent random)
        {
            return new(new RandomContent(View(random.Disk)));
        }

        Take();
        return new(_content);
    }

    /// <inheritdoc/>
    public async ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        if (_content is RandomContent random)
        {
            return View(random.Disk);
        }

        if (_saved is null)
        {
            Take();
            _saved = await ContentSpool.SaveAsync(_content, _options, cancellationToken);
        }

        return View(_saved);
    }

    /// <inheritdoc/>
    public ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => new(_content.Length);

    /// <summary>An image carries no proofs.</summary>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _content.DisposeAsync();
        if (_saved is not null)
        {
            await _saved.DisposeAsync();
        }
    }

    private static SliceDisk View(Disk disk) => new(disk, 0, disk.Length);

    private void Take()
    {
        if (_isTaken)
        {
            throw new InvalidOperationException($"{Name} has come by, and comes only once");
        }

        _isTaken = true;
    }
}
