using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Xapi.Hardware;

/// <summary>Processors, memory, disks and cards of machines in a pool.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiHardware(XapiContext pool) : IHardwareVerbs
{
    private readonly XapiSize _size = new(pool);
    private readonly XapiDiskVerbs _disks = new(pool);
    private readonly XapiCardVerbs _cards = new(pool);
    private readonly XapiDiscVerbs _discs = new(pool);

    /// <inheritdoc/>
    /// <remarks>A pool takes nothing for the next start: what a running machine cannot have at once is refused.</remarks>
    public async Task<bool> ResizeAsync(string machine, int? cpus, long? memory, CancellationToken cancellationToken)
    {
        await _size.SetAsync(machine, cpus, memory, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public Task GrowDiskAsync(string machine, string vdev, long size, CancellationToken cancellationToken)
        => _disks.GrowAsync(machine, vdev, size, cancellationToken);

    /// <inheritdoc/>
    public Task<string> AttachDiskAsync(string machine, long size, string? storage, CancellationToken cancellationToken)
        => _disks.AttachAsync(machine, size, storage, cancellationToken);

    /// <inheritdoc/>
    public Task<string> AttachExistingDiskAsync(string machine, string path, CancellationToken cancellationToken)
        => _disks.AttachExistingAsync(machine, path, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> DetachDiskAsync(string machine, string vdev, bool keepsDisk, CancellationToken cancellationToken)
        => _disks.DetachAsync(machine, vdev, keepsDisk, cancellationToken);

    /// <inheritdoc/>
    public Task<string> AttachCardAsync(string machine, string network, string? mac, CancellationToken cancellationToken)
        => _cards.AttachAsync(machine, network, mac, cancellationToken);

    /// <inheritdoc/>
    public Task DetachCardAsync(string machine, string mac, CancellationToken cancellationToken)
        => _cards.DetachAsync(machine, mac, cancellationToken);

    /// <inheritdoc/>
    public Task<string> InsertDiscAsync(string machine, string disc, CancellationToken cancellationToken)
        => _discs.InsertAsync(machine, disc, cancellationToken);

    /// <inheritdoc/>
    public Task EjectDiscAsync(string machine, CancellationToken cancellationToken) => _discs.EjectAsync(machine, cancellationToken);
}
