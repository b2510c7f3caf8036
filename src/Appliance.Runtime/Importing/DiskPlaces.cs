using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Importing;

/// <summary>
/// What the disks of a machine are called. Linux calls the first one xvda whichever of these it is: the names of IDE say that
/// SeaBIOS and OVMF see it too, and that the guest's unplug takes the emulated one away.
/// </summary>
internal static class DiskPlaces
{
    // Two controllers with two each; what is beyond them only Xen's own drivers see.
    private const int EmulatedDisks = 4;

    private const int Letters = 26;

    /// <summary>The name of a disk: <c>hda</c> to <c>hdd</c> and then <c>xvde</c> of an HVM domain, <c>xvda</c>, <c>xvdb</c>... of the others.</summary>
    /// <param name="type">What kind of domain.</param>
    /// <param name="index">Which disk, from 0.</param>
    public static string Vdev(DomainType type, int index)
        => (type == DomainType.Hvm && index < EmulatedDisks ? "hd" : "xvd") + Suffix(index);

    /// <summary>
    /// The name of the disc with an OVF environment: the last place of IDE, where that is free, so that it is a CD drive; or else a disk
    /// behind the others, as which PV and PVH domains have it, which have no CD drives.
    /// </summary>
    /// <param name="type">What kind of domain.</param>
    /// <param name="disks">How many disks it has.</param>
    public static string Disc(DomainType type, int disks) => type == DomainType.Hvm && disks < EmulatedDisks ? Vdev(type, EmulatedDisks - 1) : Vdev(type, disks);

    private static string Suffix(int index)
        => (index < Letters ? "" : Suffix((index / Letters) - 1)) + (char)('a' + (index % Letters));
}
