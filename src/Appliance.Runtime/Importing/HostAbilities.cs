using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Importing;

/// <summary>What a host can run and start, from its report.</summary>
internal sealed class HostAbilities(HostReport host)
{
    /// <summary>The host, as the user calls it.</summary>
    public string Name => host.Name;

    /// <summary>Whether it runs PV domains.</summary>
    public bool RunsPv => host.Capabilities.Contains("pv");

    /// <summary>Whether it runs HVM domains.</summary>
    public bool RunsHvm => host.Capabilities.Contains("hvm");

    /// <summary>Whether it runs PVH domains: what HVM takes of the processor is what PVH takes.</summary>
    public bool RunsPvh => host.Capabilities.Contains("pvh") || RunsHvm;

    /// <summary>UEFI firmware; null where there is none.</summary>
    public string? Ovmf => Find("ovmf.bin", "OVMF.fd", "OVMF_CODE.fd", "OVMF_CODE_4M.fd", "ovmf-x86_64.bin");

    /// <summary>Whether some of its UEFI firmware is made for Xen. Before edk2 202108 any was, and did not show it.</summary>
    public bool HasXenFirmware => host.XenFirmware.Count > 0;

    /// <summary>pygrub; null where there is none.</summary>
    public string? PyGrub => Find("pygrub");

    /// <summary>The GRUB that starts as the kernel of a PV domain; null where there is none.</summary>
    /// <param name="is32Bit">Whether it has to start kernels of 32 bits; it starts no others then.</param>
    public string? PvGrub(bool is32Bit) => is32Bit ? Find("grub-i386-xen.bin") : Find("grub-x86_64-xen.bin");

    /// <summary>The GRUB that starts as the kernel of a PVH domain; null where there is none.</summary>
    public string? PvhGrub => Find("grub-i386-xen_pvh.bin");

    private string? Find(params string[] names)
        => host.Loaders.FirstOrDefault(path => names.Contains(path[(path.LastIndexOf('/') + 1)..], StringComparer.Ordinal));
}
