namespace Appliance.Formats.Detection;

/// <summary>What a file is, by its bytes. Telling formats apart is more than we read: a refusal should name what was refused.</summary>
public enum ImageFormat
{
    /// <summary>No signature: the bytes of a disk as they are, or something unknown.</summary>
    Raw,

    /// <summary>VMDK with its own header: monolithicSparse, streamOptimized, or one extent of a split disk.</summary>
    Vmdk,

    /// <summary>VMDK descriptor: a text file that names its extents.</summary>
    VmdkDescriptor,

    /// <summary>Sparse extent of ESX, before 6.5.</summary>
    Cowd,

    /// <summary>Sparse extent of ESXi from 6.5 on.</summary>
    SeSparse,

    /// <summary>VHD, fixed, dynamic or differencing.</summary>
    Vhd,

    /// <summary>VHDX.</summary>
    Vhdx,

    /// <summary>QCOW, version 1.</summary>
    Qcow,

    /// <summary>QCOW2, versions 2 and 3.</summary>
    Qcow2,

    /// <summary>VirtualBox's own image.</summary>
    Vdi,

    /// <summary>A tar file that is no XVA: an OVA, if there is a descriptor in it.</summary>
    Ova,

    /// <summary>A tar file that starts with <c>ova.xml</c>: an export of Xen.</summary>
    Xva,

    /// <summary>OVF descriptor: XML with an Envelope.</summary>
    Ovf,

    /// <summary>Configuration of a VMware machine.</summary>
    Vmx,

    /// <summary>Compressed with gzip.</summary>
    Gzip,

    /// <summary>Compressed with zstd.</summary>
    Zstd,

    /// <summary>Compressed with bzip2.</summary>
    Bzip2,

    /// <summary>Compressed with xz.</summary>
    Xz,

    /// <summary>A zip archive.</summary>
    Zip,

    /// <summary>A 7-Zip archive.</summary>
    SevenZip,
}
