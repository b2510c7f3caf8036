using Appliance.Converter.Preparing;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Planning;

/// <summary>The rules by which a machine may have trouble on Xen though its conversion works.</summary>
internal static class PlanWarnings
{
    // XCP-ng's documents disagree between 2 TiB - 8 MiB and 2,040 GiB; the smaller is safe with both.
    private const long LargestVhd = 2040L << 30;

    // Templates of XAPI allow device numbers 0 to 6.
    private const int MostNetworkCards = 7;

    /// <summary>What to warn of.</summary>
    /// <param name="group">The machines as they will be.</param>
    /// <param name="sizes">Bytes of the disks, by their identifiers.</param>
    /// <param name="networksAreMapped">Whether the user named the networks of the target.</param>
    /// <param name="guests">What was done to the machines' systems; empty where they are kept as they are.</param>
    public static IReadOnlyList<PlanWarning> For(
        MachineGroup group, IReadOnlyDictionary<string, long> sizes, bool networksAreMapped, IReadOnlyList<GuestReport> guests)
        => [.. group.Machines.SelectMany(machine => OfGuest(machine, guests.FirstOrDefault(guest => guest.MachineId == machine.Id))
            .Concat(OfFirmware(machine, guests.Any(guest => guest.MachineId == machine.Id && guest.IsPrepared)))
            .Concat(OfNetworks(machine, networksAreMapped))
            .Concat(OfDisks(machine, sizes)))];

    private static IEnumerable<PlanWarning> OfGuest(Machine machine, GuestReport? guest)
    {
        if (guest?.IsPrepared == true)
        {
            return guest.Warnings.Select(text => new PlanWarning("guest-warning", machine.Name, text))
                .Concat(guest.Expected.Select(text => new PlanWarning("guest-expected", machine.Name, text)));
        }

        IEnumerable<PlanWarning> unprepared = guest is null
            ? [] : [new PlanWarning("guest-unprepared", machine.Name, $"the guest was not prepared: {guest.Problem}")];
        return unprepared.Concat(OfDrivers(machine));
    }

    private static IEnumerable<PlanWarning> OfDrivers(Machine machine)
    {
        switch (machine.Guest.GuessFamily())
        {
            case GuestFamily.Windows:
                yield return new("guest-drivers", machine.Name,
                    "a Windows guest needs the Xen PV drivers; until they are installed it runs on slow emulated devices, and from a SCSI or NVMe disk it may not start at all");
                break;
            case GuestFamily.Linux:
                yield return new("guest-drivers", machine.Name,
                    "a Linux guest starts only if its initramfs holds xen-blkfront; rebuild it before the export if it was made for VMware alone");
                break;
            default:
                break;
        }
    }

    private static IEnumerable<PlanWarning> OfFirmware(Machine machine, bool isPrepared)
    {
        if (machine.Firmware == Firmware.Uefi && !isPrepared)
        {
            yield return new("firmware-uefi", machine.Name,
                "UEFI is kept, its boot entries are not; the guest needs a loader at \\EFI\\BOOT\\BOOTX64.EFI");
        }
        if (machine.SecureBoot)
        {
            yield return new("firmware-secure-boot", machine.Name, "secure boot works only where the host holds the certificates for it");
        }
        if (machine.HasTpm)
        {
            yield return new("firmware-tpm", machine.Name, "the state of its TPM is not in the package; what was sealed to it cannot be opened");
        }
    }

    private static IEnumerable<PlanWarning> OfNetworks(Machine machine, bool areMapped)
    {
        string[] networks = [.. machine.NetworkCards.Select(card => card.Network).OfType<string>().Distinct()];
        if (!areMapped && networks.Length > 0)
        {
            yield return new("network-unmapped", machine.Name,
                $"the host needs networks named {Quote.List(networks)}; other names can be given with --network \"{networks[0]}=NAME\"");
        }
        if (machine.NetworkCards.Count > MostNetworkCards)
        {
            yield return new("network-cards", machine.Name,
                $"has {machine.NetworkCards.Count} network cards, and hosts commonly take {MostNetworkCards}");
        }
    }

    private static IEnumerable<PlanWarning> OfDisks(Machine machine, IReadOnlyDictionary<string, long> sizes)
        => machine.Disks
            .Where(disk => sizes.GetValueOrDefault(disk.Id) > LargestVhd)
            .Select(disk => new PlanWarning("disk-size", machine.Name,
                $"disk \"{disk.Name}\" has {sizes[disk.Id] >> 30} GiB, and storage that keeps disks as VHD takes up to {LargestVhd >> 30} GiB"));
}
