using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>The records of what hangs on a machine, with all that the constructors of some release of xapi insist on.</summary>
internal static class DeviceRecords
{
    private static readonly XmlRpcStruct Nothing = new();

    /// <summary>A disk (a VDI).</summary>
    /// <param name="storage">Reference of its storage.</param>
    /// <param name="name">A name to show.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="mark">What <see cref="MadeObjects.MarkKey"/> says.</param>
    /// <param name="format">The format that the storage is to keep it in; null for its own.</param>
    public static XmlRpcStruct Disk(string storage, string name, long size, string mark, string? format = null) => new()
    {
        ["name_label"] = name,
        ["name_description"] = "",
        ["SR"] = storage,
        ["virtual_size"] = size,
        ["type"] = "user",
        ["sharable"] = false,
        ["read_only"] = false,
        ["other_config"] = new XmlRpcStruct { [MadeObjects.MarkKey] = mark },
        ["xenstore_data"] = Nothing,
        ["sm_config"] = format is null ? Nothing : new XmlRpcStruct { [VdiFormats.Key] = format },
        ["tags"] = new XmlRpcArray([]),
    };

    /// <summary>A drive (a VBD): one of the machine's disks, or an empty CD drive.</summary>
    /// <param name="vm">Reference of the machine.</param>
    /// <param name="place">Where it is: 0 for <c>xvda</c>.</param>
    /// <param name="vdi">Reference of the disk; null for a CD drive.</param>
    /// <param name="isBootable">Whether the machine boots from it.</param>
    /// <param name="isReadOnly">Whether the guest may only read it.</param>
    public static XmlRpcStruct Drive(string vm, string place, string? vdi, bool isBootable = false, bool isReadOnly = false) => new()
    {
        ["VM"] = vm,
        ["VDI"] = vdi ?? XvaFormat.NullReference,
        ["userdevice"] = place,
        ["bootable"] = isBootable,
        ["mode"] = vdi is null || isReadOnly ? "RO" : "RW",
        ["type"] = vdi is null ? "CD" : "Disk",
        ["unpluggable"] = true,
        ["empty"] = vdi is null,
        ["other_config"] = vdi is null ? Nothing : new XmlRpcStruct { ["owner"] = "" }, // deleted with its machine
        ["qos_algorithm_type"] = "",
        ["qos_algorithm_params"] = Nothing,
    };

    /// <summary>A CD drive (a VBD) with a disc in it.</summary>
    /// <param name="vm">Reference of the machine.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="disc">Reference of the disc (a VDI), which is not the machine's own.</param>
    public static XmlRpcStruct OpticalDrive(string vm, string place, string disc)
    {
        XmlRpcStruct drive = Drive(vm, place, null);
        (drive["VDI"], drive["empty"]) = (disc, false);
        return drive;
    }

    /// <summary>A network card (a VIF).</summary>
    /// <param name="vm">Reference of the machine.</param>
    /// <param name="place">Where it is: 0 for the first.</param>
    /// <param name="network">Reference of its network.</param>
    /// <param name="mac">MAC address; without one, the host makes it.</param>
    public static XmlRpcStruct Card(string vm, string place, string network, string? mac) => new()
    {
        ["VM"] = vm,
        ["network"] = network,
        ["device"] = place,
        ["MAC"] = mac ?? "",
        ["MTU"] = 1500,
        ["other_config"] = Nothing,
        ["qos_algorithm_type"] = "",
        ["qos_algorithm_params"] = Nothing,
    };

    /// <summary>A vApp (a VM_appliance).</summary>
    public static XmlRpcStruct Group(string name) => new() { ["name_label"] = name, ["name_description"] = "" };
}
