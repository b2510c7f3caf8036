using Appliance.Formats.Disks;

namespace Appliance.Formats.Detection;

/// <summary>Disposes what was opened on the way to a disk, unless the way was walked to its end.</summary>
/// <param name="disk">The first one.</param>
internal sealed class Ownership(Disk disk) : IAsyncDisposable
{
    private Disk? _disk = disk;

    /// <summary>What is held.</summary>
    public Disk Disk => _disk ?? throw new InvalidOperationException("the disk was released");

    /// <summary>Holds a disk that was made from the former one, and needs that no more.</summary>
    public async ValueTask ReplaceAsync(Disk disk)
    {
        Disk former = Disk;
        _disk = disk;
        await former.DisposeAsync();
    }

    /// <summary>Hands the disk over.</summary>
    public Disk Release()
    {
        Disk released = Disk;
        _disk = null;
        return released;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _disk?.DisposeAsync() ?? ValueTask.CompletedTask;
}
