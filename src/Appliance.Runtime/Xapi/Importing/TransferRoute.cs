using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>How disks go to a storage of a pool, and why.</summary>
/// <param name="IsXva">Whether the machines go as one XVA, which the host takes apart; each disk by itself otherwise.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record TransferRoute(bool IsXva, string Reason)
{
    // sm_fs_ops.ml of xen-api: what these make is not zeroed, but where it is VHD on LVM.
    private static readonly string[] MaybeRaw = ["lvm", "lvmoiscsi", "lvmohba"];

    /// <summary>
    /// Chooses. Of a disk by itself only the data is written: on volumes that are not zeroed when they are made, somebody else's old
    /// bytes would stay between. An XVA is taken apart by a part of xapi that fills such gaps.
    /// </summary>
    /// <param name="storage">The storage repository.</param>
    public static TransferRoute For(XmlRpcStruct storage)
    {
        string type = storage.Text("type").ToLowerInvariant();
        IReadOnlyDictionary<string, string> config = storage.Map("sm_config");
        bool isRaw = MaybeRaw.Contains(type) && config.GetValueOrDefault("use_vhd") != "true";
        bool isThickArray = type == "equal" && config.GetValueOrDefault("allocation") == "thick";
        return isRaw || isThickArray
            ? new TransferRoute(true, $"as one XVA, since the volumes of {storage.Text("name_label")} ({type}) are not zeroed when they are made: the host fills the gaps between data with zeros")
            : new TransferRoute(false, $"each disk by itself, only its data, {ImportedDisks.MostAtOnce} at a time");
    }
}
