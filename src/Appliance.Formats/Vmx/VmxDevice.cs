namespace Appliance.Formats.Vmx;

/// <summary>A disk or drive of the machine.</summary>
/// <param name="Slot">Where it hangs.</param>
/// <param name="Kind">Its <c>deviceType</c> in lower case; empty where it is not given, which means a disk.</param>
/// <param name="FileName">What is in it, as written; empty where nothing is.</param>
internal sealed record VmxDevice(VmxSlot Slot, string Kind, string FileName)
{
    /// <summary>Whether it is a CD or DVD drive: an image, or one of the host.</summary>
    public bool IsOpticalDrive => Kind.Contains("cdrom", StringComparison.Ordinal) || FileName.EndsWith(".iso", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is a device of the host that the guest talks to itself, and no disk in a file.</summary>
    public bool IsPassedThrough => Kind is "scsi-passthru" or "genericpassthru" or "scsi-generic";

    /// <summary>All devices that are present, on controllers that are, in the order in which firmware looks at them.</summary>
    public static IReadOnlyList<VmxDevice> FindAll(VmxFile file)
        => [.. file.Keys.Select(VmxSlot.Parse).OfType<VmxSlot>().Distinct()
            .OrderBy(slot => slot.Bus).ThenBy(slot => slot.Controller).ThenBy(slot => slot.Unit)
            .Where(slot => file.IsPresent(slot.ControllerKey) && file.IsPresent(slot.Key))
            .Select(slot => Read(file, slot))
            .Where(device => device.IsOpticalDrive || device.IsPassedThrough || device.FileName.Length > 0)];

    private static VmxDevice Read(VmxFile file, VmxSlot slot)
        => new(slot, file[$"{slot.Key}.deviceType"]?.Trim().ToLowerInvariant() ?? "", file[$"{slot.Key}.fileName"]?.Trim() ?? "");
}
