using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Detection;

/// <summary>A lone disk image as a machine with one disk: everything but the disk is a default, and the name is the file's.</summary>
public sealed class DiskImageSource : IMachineSource
{
    private readonly Disk _file;
    private readonly IFileFolder? _siblings;
    private readonly ReadOptions _options;
    private readonly SourceOptions _source;

    /// <summary>Describes the machine around an image.</summary>
    /// <param name="file">The image; disposed with the source.</param>
    /// <param name="format">What it is.</param>
    /// <param name="siblings">Where the other files of a split image or a chain are.</param>
    /// <param name="options">What may be read.</param>
    /// <param name="source">What the user says about it.</param>
    public DiskImageSource(Disk file, ImageFormat format, IFileFolder? siblings, ReadOptions options, SourceOptions source)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
        _siblings = siblings;
        _options = options;
        _source = source;
        Format = $"disk image, {FormatNames.Of(format)}";
        Group = Describe(file.Name);
    }

    /// <inheritdoc/>
    public string Name => _file.Name;

    /// <inheritdoc/>
    public string Format { get; }

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <inheritdoc/>
    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
        => DiskImages.OpenAsync(new SliceDisk(_file, 0, _file.Length), _siblings, _options, _source, cancellationToken);

    /// <summary>An image carries no proofs.</summary>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();

    /// <summary>A machine around a lone disk, called after its file.</summary>
    internal static MachineGroup Describe(string fileName)
    {
        string stem = Path.GetFileNameWithoutExtension(fileName);
        string name = stem.Length > 0 ? stem : fileName;
        var disk = new MachineDisk { Id = fileName, Name = name, FileName = fileName, IsBootable = true };
        var machine = new Machine { Id = name, Name = name, Disks = [disk] };
        return new MachineGroup { Name = name, Machines = [machine] };
    }
}
