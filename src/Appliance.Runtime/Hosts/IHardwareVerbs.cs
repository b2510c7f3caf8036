namespace Appliance.Runtime.Hosts;

/// <summary>Processors, memory, disks and cards.</summary>
public interface IHardwareVerbs
{
    /// <summary>Sets processors and memory; on a running machine within what it was started with, the rest holds from its next start.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="cpus">Processors; null to leave them.</param>
    /// <param name="memory">Bytes; null to leave it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Whether all of it holds already; otherwise from the next start.</returns>
    Task<bool> ResizeAsync(string machine, int? cpus, long? memory, CancellationToken cancellationToken);

    /// <summary>Grows a disk of a stopped machine; none is ever cut.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="vdev">The disk: <c>xvda</c>.</param>
    /// <param name="size">Bytes; at least what it has.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task GrowDiskAsync(string machine, string vdev, long size, CancellationToken cancellationToken);

    /// <summary>Gives a machine, running or stopped, a blank disk more.</summary>
    /// <returns>What the guest sees it as.</returns>
    Task<string> AttachDiskAsync(string machine, long size, string? pool, CancellationToken cancellationToken);

    /// <summary>Gives a machine, running or stopped, a disk with its content that no machine has: one that was kept, or a volume in a known pool.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="path">The disk, as a check of the host tells it.</param>
    /// <param name="cancellationToken">Stops the work; the disk is where it was.</param>
    /// <returns>What the guest sees it as.</returns>
    Task<string> AttachExistingDiskAsync(string machine, string path, CancellationToken cancellationToken);

    /// <summary>Takes a disk off a machine, running or stopped.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="vdev">The disk.</param>
    /// <param name="keepsDisk">Whether its content stays.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The path of the content that stays; null where it is gone.</returns>
    Task<string?> DetachDiskAsync(string machine, string vdev, bool keepsDisk, CancellationToken cancellationToken);

    /// <summary>Gives a machine, running or stopped, a network card more.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="network">A network of the host: <c>xenbr0</c>, <c>ovsbr0.10</c>.</param>
    /// <param name="mac">MAC address; null for a new one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Its MAC address.</returns>
    Task<string> AttachCardAsync(string machine, string network, string? mac, CancellationToken cancellationToken);

    /// <summary>Takes a network card off a machine, running or stopped.</summary>
    Task DetachCardAsync(string machine, string mac, CancellationToken cancellationToken);

    /// <summary>Puts a disc into the CD drive of a machine, running or stopped.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="disc">Name or UUID of an ISO image in an ISO storage.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The name of the disc.</returns>
    /// <exception cref="HostException">There is no such disc, or no drive for it.</exception>
    Task<string> InsertDiscAsync(string machine, string disc, CancellationToken cancellationToken);

    /// <summary>Takes the discs out of a machine's CD drives.</summary>
    /// <exception cref="HostException">There is none in them.</exception>
    Task EjectDiscAsync(string machine, CancellationToken cancellationToken);
}
