using Appliance.Formats.Disks;

namespace Appliance.Formats.Machines;

/// <summary>Where machines come from: a package, a disk image, a host. Never written to.</summary>
public interface IMachineSource : IAsyncDisposable
{
    /// <summary>What messages call it: the file's name.</summary>
    string Name { get; }

    /// <summary>What it is, in a few words: "OVA, OVF 1.1".</summary>
    string Format { get; }

    /// <summary>The machines it holds.</summary>
    MachineGroup Group { get; }

    /// <summary>Whether its disks can be read here and there, and again; not where they only come by. Default true.</summary>
    bool CanReadAtRandom => true;

    /// <summary>Opens the virtual disk behind a disk of one of the machines; the caller disposes it.</summary>
    /// <exception cref="ImageException">The disk's file is missing, damaged or refused.</exception>
    ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken);

    /// <summary>The disks in the order in which a target had better take them; for a source that comes by once, that of its content.</summary>
    IEnumerable<MachineDisk> DisksInOrder => Group.Disks;

    /// <summary>Opens what a target copies of a disk; the caller disposes it.</summary>
    /// <exception cref="ImageException">The disk's file is missing, damaged or refused.</exception>
    async ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken)
        => new RandomContent(await OpenDiskAsync(disk, cancellationToken));

    /// <summary>Bytes of a virtual disk, before anything is copied.</summary>
    /// <exception cref="ImageException">The disk's file is missing, damaged or refused.</exception>
    async ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        await using Disk content = await OpenDiskAsync(disk, cancellationToken);
        return content.Length;
    }

    /// <summary>
    /// Called when everything wanted was read: checks whatever proofs the source carries (manifest, signature,
    /// checksums) against the bytes that were read, and reads what was not.
    /// </summary>
    /// <exception cref="InvalidImageException">A proof does not hold.</exception>
    ValueTask VerifyAsync(CancellationToken cancellationToken);
}
