using Appliance.Formats.Machines;

namespace Appliance.Converter.Differing;

/// <summary>Compares what machines are made of.</summary>
internal static class HardwareDiffer
{
    /// <summary>The parts that differ.</summary>
    /// <param name="old">The machine that was; null for none.</param>
    /// <param name="oldSizes">Bytes of its disks, in their order.</param>
    /// <param name="next">The machine that is; null for none.</param>
    /// <param name="nextSizes">Bytes of its disks, in their order.</param>
    public static IReadOnlyList<HardwareDifference> Compare(Machine? old, IReadOnlyList<long> oldSizes, Machine? next, IReadOnlyList<long> nextSizes)
    {
        Dictionary<string, string> before = Describe(old, oldSizes), after = Describe(next, nextSizes);
        return [.. before.Keys.Union(after.Keys)
            .Select(part => new HardwareDifference(part, before.GetValueOrDefault(part), after.GetValueOrDefault(part)))
            .Where(difference => difference.Old != difference.New)];
    }

    private static Dictionary<string, string> Describe(Machine? machine, IReadOnlyList<long> sizes)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (machine is null)
        {
            return parts;
        }

        parts["CPUs"] = $"{machine.Cpus}";
        parts["memory"] = $"{machine.Memory} bytes";
        parts["firmware"] = $"{(machine.Firmware == Firmware.Uefi ? "UEFI" : "BIOS")}{(machine.SecureBoot ? " with secure boot" : "")}{(machine.HasTpm ? " and a TPM" : "")}";
        foreach ((int index, MachineDisk disk) in machine.Disks.Index())
        {
            parts[$"disk {index + 1}"] = $"{sizes[index]} bytes{(disk.IsReadOnly ? ", only read" : "")}";
        }

        foreach ((int index, NetworkCard card) in machine.NetworkCards.Index())
        {
            parts[$"network card {index + 1}"] = $"{card.Network ?? "no network"}, MAC {card.Mac ?? "by the host"}";
        }

        return parts;
    }
}
