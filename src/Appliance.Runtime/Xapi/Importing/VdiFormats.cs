using Appliance.Formats;
using Appliance.Formats.Vhd;
using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>In which format a storage keeps a disk: its own, or QCOW2 where that is VHD and the disk is too large for it.</summary>
/// <param name="storage">The storage repository.</param>
/// <param name="takesQcow2">Whether it keeps QCOW2 too.</param>
internal sealed class VdiFormats(XmlRpcStruct storage, bool takesQcow2)
{
    /// <summary>The key of <c>sm_config</c> that a format is asked for with.</summary>
    public const string Key = "image-format";

    /// <summary>What it is called.</summary>
    public const string Qcow2 = "qcow2";

    private static readonly string[] OfFiles = ["ext", "nfs", "smb", "cifs", "xfs", "file"];

    private static readonly string[] OfVolumes = ["lvm", "lvmoiscsi", "lvmohba", "lvmofcoe"];

    private bool KeepsVhd
    {
        get
        {
            string type = storage.Text("type").ToLowerInvariant();
            return OfFiles.Contains(type) || (OfVolumes.Contains(type) && storage.Map("sm_config").GetValueOrDefault("use_vhd") == "true");
        }
    }

    /// <summary>Looks at what a pool tells of the kinds of storage that it has; only newer ones tell of formats.</summary>
    /// <param name="storage">The storage repository.</param>
    /// <param name="managers">The pool's storage managers (SM).</param>
    public static VdiFormats Read(XmlRpcStruct storage, IEnumerable<XmlRpcStruct> managers)
        => new(storage, managers.Any(manager => manager.Text("type") == storage.Text("type")
            && manager.Find("supported_image_formats") is not null && manager.Texts("supported_image_formats").Contains(Qcow2)));

    /// <summary>The format to ask for.</summary>
    /// <param name="name">The disk, for the message.</param>
    /// <param name="size">Its bytes.</param>
    /// <returns>Null to leave it to the storage.</returns>
    /// <exception cref="UnsupportedImageException">The storage takes no disk of this size.</exception>
    public string? For(string name, long size)
        => !KeepsVhd || size <= VhdLimits.MaxDiskSize ? null
            : takesQcow2 ? Qcow2
            : throw new UnsupportedImageException(
                name, $"has {size >> 30} GiB, and {storage.Text("name_label")} keeps VHD, which ends at {VhdLimits.MaxDiskSize >> 30}; take a storage that keeps QCOW2, or raw volumes");
}
