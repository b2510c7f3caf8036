namespace Appliance.Formats.Ovf;

/// <summary>Whom a package is written for: which disks it holds, and which extensions of OVF its descriptor uses.</summary>
public enum OvfDialect
{
    /// <summary>Xen, by way of XenCenter or Xen Orchestra: VHD disks, and settings of a XenAPI VM record.</summary>
    Xen,

    /// <summary>vCenter, ESXi, Workstation and Fusion: streamOptimized VMDK disks on controllers that VMware has.</summary>
    Vmware,
}
