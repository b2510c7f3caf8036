using Appliance.Formats.Xva;
using Appliance.Runtime.Importing;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>How disks go to a storage of a pool, and why.</summary>
/// <param name="Form">In which form.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record TransferRoute(DiskTransfer Form, string Reason)
{
    // sm_fs_ops.ml of xen-api: what these make is not zeroed, but where it is VHD on LVM.
    private static readonly string[] MaybeRaw = ["lvm", "lvmoiscsi", "lvmohba"];

    private static readonly string SideBySide = $"{ImportedDisks.MostAtOnce} at a time";

    /// <summary>
    /// Chooses. Of a disk by itself only the data is written: on volumes that are not zeroed when they are made, somebody else's old
    /// bytes would stay between. An XVA is taken apart by a part of xapi that fills such gaps.
    /// </summary>
    /// <param name="host">The pool, as the user calls it.</param>
    /// <param name="storage">The storage repository.</param>
    /// <param name="wish">The form that the user wants; null for the best one.</param>
    /// <exception cref="HostException">What the user wants would leave old bytes of others on the disks.</exception>
    public static TransferRoute For(string host, XmlRpcStruct storage, DiskTransfer? wish)
    {
        string volumes = $"the volumes of {storage.Text("name_label")} ({storage.Text("type")}) are not zeroed when they are made";
        bool isZeroed = IsZeroed(storage);
        if (!isZeroed && wish is not (null or DiskTransfer.Xva))
        {
            throw new HostException(host, $"{volumes}, and old bytes of others would stay between the data: leave --transfer out, or take xva");
        }

        return (wish ?? (isZeroed ? DiskTransfer.Raw : DiskTransfer.Xva)) switch
        {
            DiskTransfer.Vhd => new(DiskTransfer.Vhd, $"each disk by itself as a VHD, as asked for, {SideBySide}; one that breaks off is not tried again"),
            DiskTransfer.Qcow2 => new(DiskTransfer.Qcow2, $"each disk by itself as QCOW2, as asked for, {SideBySide}; one that breaks off is not tried again"),
            DiskTransfer.Xva when isZeroed => new(DiskTransfer.Xva, "as one XVA, as asked for"),
            DiskTransfer.Xva => new(DiskTransfer.Xva, $"as one XVA, since {volumes}: the host fills the gaps between data with zeros"),
            _ => new(DiskTransfer.Raw, $"each disk by itself, only its data, {SideBySide}"),
        };
    }

    private static bool IsZeroed(XmlRpcStruct storage)
    {
        string type = storage.Text("type").ToLowerInvariant();
        IReadOnlyDictionary<string, string> config = storage.Map("sm_config");
        bool isRaw = MaybeRaw.Contains(type) && config.GetValueOrDefault("use_vhd") != "true";
        bool isThickArray = type == "equal" && config.GetValueOrDefault("allocation") == "thick";
        return !isRaw && !isThickArray;
    }
}
