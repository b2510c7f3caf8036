using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Devices as xl's commands for running domains take them.</summary>
internal static class XlDevices
{
    /// <summary>A disk, in one word.</summary>
    public static string Disk(DiskRecord disk)
        // The target comes last: all behind it is the path, whatever is in it.
        => $"format={(disk.Format == Hosts.VolumeFormat.Vhd ? "vhd" : "raw")},vdev={disk.Vdev},access={(disk.IsReadOnly ? "ro" : "rw")},target={disk.Path}";

    /// <summary>A network card, in words. It is never an emulated one: a running guest cannot be given such a card.</summary>
    public static IEnumerable<string> CardWords(CardRecord card)
        => card.IsOpenVswitch ? [$"mac={card.Mac}", $"bridge={Bridge(card)}", "script=vif-openvswitch"] : [$"mac={card.Mac}", $"bridge={card.Bridge}"];

    // The commas of a list of VLANs are colons there.
    private static string Bridge(CardRecord card) => card.Vlan switch
    {
        null => card.Bridge,
        [':', ..] trunk => $"{card.Bridge}{trunk.Replace(',', ':')}",
        { } vlan => $"{card.Bridge}.{vlan.Replace(',', ':')}",
    };
}
