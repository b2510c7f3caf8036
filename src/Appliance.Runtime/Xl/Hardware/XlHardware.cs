using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Processors, memory, disks and cards of machines on a host with xl.</summary>
/// <param name="host">The host.</param>
internal sealed class XlHardware(XlContext host) : IHardwareVerbs
{
    private const long MiB = 1L << 20;

    // What Xen gives an HVM domain at most; a guest of less memory than this boots nothing.
    private const int MostCpus = 128;
    private const long LeastMemory = 16 * MiB;

    private readonly DiskVerbs _disks = new(host);
    private readonly ExistingDiskVerb _existing = new(host);
    private readonly CardVerbs _cards = new(host);

    /// <inheritdoc/>
    public async Task<bool> ResizeAsync(string machine, int? cpus, long? memory, CancellationToken cancellationToken)
    {
        Check(cpus, memory);
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Resize, cancellationToken);
        MachineRecord resized = session.Record with { Cpus = cpus ?? session.Record.Cpus, Memory = memory ?? session.Record.Memory };
        // The record comes first: it is what was wished, and the running domain may come to it later.
        await session.ChangeAsync(resized, cancellationToken);
        return session.Domain is not { } domain || await new LiveSize(host.Shell, domain.Id).SetAsync(cpus, memory, cancellationToken);
    }

    /// <inheritdoc/>
    public Task GrowDiskAsync(string machine, string vdev, long size, CancellationToken cancellationToken)
        => _disks.GrowAsync(machine, vdev, size, cancellationToken);

    /// <inheritdoc/>
    public Task<string> AttachDiskAsync(string machine, long size, string? pool, CancellationToken cancellationToken)
        => _disks.AttachAsync(machine, size, pool, cancellationToken);

    /// <inheritdoc/>
    public Task<string> AttachExistingDiskAsync(string machine, string path, CancellationToken cancellationToken)
        => _existing.AttachAsync(machine, path, cancellationToken);

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
    /// <remarks>The machines here have no CD drives, but for one with their OVF environment.</remarks>
    public Task<string> InsertDiscAsync(string machine, string disc, CancellationToken cancellationToken) => throw WithoutDrives(machine);

    /// <inheritdoc/>
    public Task EjectDiscAsync(string machine, CancellationToken cancellationToken) => throw WithoutDrives(machine);

    private HostException WithoutDrives(string machine)
        => new(host.Name, $"{machine} has no CD drive for other discs, which no machine has on a host with xl; its files come in by a disk, or over the network");

    private void Check(int? cpus, long? memory)
    {
        if (cpus is < 1 or > MostCpus)
        {
            throw new HostException(host.Name, $"a machine has 1 to {MostCpus} processors, not {cpus}");
        }

        if (memory is { } bytes && (bytes < LeastMemory || bytes % MiB != 0))
        {
            throw new HostException(host.Name, $"a machine's memory is whole MiB and at least {LeastMemory / MiB}, not {memory} bytes");
        }
    }
}
