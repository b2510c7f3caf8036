using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Verifying;

/// <summary>A source that takes the digest of each disk while a target copies it. The source below stays open.</summary>
/// <param name="inner">The source.</param>
internal sealed class DigestingSource(IMachineSource inner) : IMachineSource
{
    private readonly Dictionary<string, ContentDigest> _digests = [];
    private readonly HashSet<string> _readable = [];

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public string Format => inner.Format;

    /// <inheritdoc/>
    public MachineGroup Group => inner.Group;

    /// <inheritdoc/>
    public bool CanReadAtRandom => inner.CanReadAtRandom;

    /// <inheritdoc/>
    public IEnumerable<MachineDisk> DisksInOrder => inner.DisksInOrder;

    /// <summary>The digest of a disk that was copied; of one that was copied twice, the last one.</summary>
    /// <exception cref="InvalidOperationException">The target did not copy it.</exception>
    public ContentDigest DigestOf(MachineDisk disk) => _digests.TryGetValue(disk.Id, out ContentDigest? digest)
        ? digest : throw new InvalidOperationException($"{Name}: disk {disk.Name} was not copied");

    /// <summary>Opens a disk a second time; null where it came by once.</summary>
    public async ValueTask<Disk?> ReopenAsync(MachineDisk disk, CancellationToken cancellationToken)
        => _readable.Contains(disk.Id) ? await inner.OpenDiskAsync(disk, cancellationToken) : null;

    /// <inheritdoc/>
    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
        => inner.OpenDiskAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(disk);
        DiskContent content = await inner.OpenContentAsync(disk, cancellationToken);
        if (content is RandomContent)
        {
            _readable.Add(disk.Id);
        }

        return new DigestingContent(content, _digests[disk.Id] = new ContentDigest(content.Length));
    }

    /// <inheritdoc/>
    public ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
        => inner.MeasureDiskAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => inner.VerifyAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
