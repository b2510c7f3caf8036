using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>Tells what lies on a device from the magic numbers of its structures, and reads nothing more than names from them.</summary>
public static class FileSystemProbe
{
    // What holds other things comes first: a mirror's half has the file system of the mirror at its start. ZFS comes last,
    // because its labels survive most of what is later written over it.
    private static readonly Func<BlockDevice, FileSystemIdentity?>[] Probes =
    [
        LinuxRaidProbe.Identify,
        LvmProbe.Identify,
        LuksProbe.Identify,
        BitLockerProbe.Identify,
        XfsProbe.Identify,
        BtrfsProbe.Identify,
        ExtProbe.Identify,
        SwapProbe.Identify,
        NtfsProbe.Identify,
        RefsProbe.Identify,
        FatProbe.Identify,
        Iso9660Probe.Identify,
        ZfsProbe.Identify,
    ];

    /// <summary>Looks at a device.</summary>
    /// <returns><see cref="FileSystemIdentity.Unknown"/> where nothing known is there.</returns>
    /// <exception cref="ImageException">What holds the device is damaged where it was read.</exception>
    public static FileSystemIdentity Identify(BlockDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Probes.Select(probe => probe(device)).FirstOrDefault(found => found is not null) ?? FileSystemIdentity.Unknown;
    }
}
