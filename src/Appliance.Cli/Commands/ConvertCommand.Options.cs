using System.ComponentModel.DataAnnotations;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>What convert can be told.</summary>
internal sealed partial class ConvertCommand
{
    /// <summary>What to convert.</summary>
    [Argument(0, "SOURCE", "Package, folder, disk image or URL; - is standard input.")]
    [Required(ErrorMessage = "name a SOURCE and a TARGET")]
    public string Source { get; set; } = "";

    /// <summary>What to make.</summary>
    [Argument(1, "TARGET", "The file to make, a folder for the disks of a package, or - for standard output.")]
    [Required(ErrorMessage = "name a SOURCE and a TARGET")]
    public string Target { get; set; } = "";

    /// <summary>The target's format.</summary>
    [Option("--to <FORMAT>", "Write this format: xva, vhd, vhd-fixed, vhd-diff, raw, qcow2, vmdk, vmdk-sparse, ovf, ova; the way back to VMware: vmware-ovf, vmware-ova.", CommandOptionType.SingleValue)]
    public string? To { get; set; }

    /// <summary>The target's compression.</summary>
    [Option("--compress <METHOD>", "Compress what is written, on all cores: gz or zst; for xva, vhd, vhd-fixed, raw and vmdk.", CommandOptionType.SingleValue)]
    public string? Compress { get; set; }

    /// <summary>The parent of a differencing disk; the parser takes a property called Parent for itself.</summary>
    [Option("--parent <FILE>", "With --to vhd-diff: the VHD that the new one lies over. Only what differs from it is written.", CommandOptionType.SingleValue)]
    public string? BaseFile { get; set; }

    /// <summary>Networks.</summary>
    [Option("--network <MAPPING>", "OLD=NEW: connect what is on network OLD to NEW; * stands for every other one. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Networks { get; set; } = [];

    /// <summary>Whether to leave network cards out.</summary>
    [Option("--no-network-cards", "Leave the network cards out.", CommandOptionType.NoValue)]
    public bool NoNetworkCards { get; set; }

    /// <summary>Machine name.</summary>
    [Option("--name <NAME>", "Name the machine.", CommandOptionType.SingleValue)]
    public string? Name { get; set; }

    /// <summary>Memory.</summary>
    [Option("--memory <SIZE>", "Give the machine this much memory, such as 4G.", CommandOptionType.SingleValue)]
    public string? Memory { get; set; }

    /// <summary>Processors.</summary>
    [Option("--cpus <N>", "Give the machine this many processors.", CommandOptionType.SingleValue)]
    public int? Cpus { get; set; }

    /// <summary>One disk.</summary>
    [Option("--disk <N>", "Take only this disk, counted from 1.", CommandOptionType.SingleValue)]
    public int? Disk { get; set; }

    /// <summary>XVA checksums.</summary>
    [Option("--checksum <KIND>", "Checksums of an XVA: sha1 (every host; default) or xxhash (from XCP-ng and XenServer 8.1 on).", CommandOptionType.SingleValue)]
    public string? Checksum { get; set; }

    /// <summary>What to do with guests.</summary>
    [Option("--guest <MODE>", "Prepare the system on the disks for Xen: auto (default; one that cannot be prepared is told and kept), keep (copy the disks as they are), require (refuse what cannot be prepared).", CommandOptionType.SingleValue)]
    public string? Guest { get; set; }

    /// <summary>More modules.</summary>
    [Option("--initramfs-module <NAME>", "Put this module into a Linux guest's initramfs too, beside those of Xen. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] InitramfsModules { get; set; } = [];

    /// <summary>Drivers for Windows.</summary>
    [Option("--windows-drivers <PATH>", "The Xen PV drivers for Windows guests, a folder or an archive of xenbus, xenvbd, xennet and so on; without them Windows is set to emulated devices.", CommandOptionType.SingleValue)]
    public string? WindowsDrivers { get; set; }

    /// <summary>Passphrases.</summary>
    [Option("--guest-key <FILE>", "A file that holds a passphrase of an encrypted (LUKS) volume of the guest, which libguestfs opens where it is installed. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] GuestKeys { get; set; } = [];

    /// <summary>Whether libguestfs may be used.</summary>
    [Option("--libguestfs", "Let libguestfs, where it is installed, open Linux software RAID; it takes a minute.", CommandOptionType.NoValue)]
    public bool UseLibguestfs { get; set; }

    /// <summary>Whether the kernel may mount the guest.</summary>
    [Option("--kernel-mount", "Let this host's own kernel mount XFS and btrfs of the guest, as root and where it can: some seconds quicker. Whoever made the guest can then attack that kernel: only for guests that you trust.", CommandOptionType.NoValue)]
    public bool KernelMount { get; set; }

    /// <summary>Whether to read the target back.</summary>
    [Option("--verify", "Read the target back before it gets its name, and prove that it holds the same guest bytes.", CommandOptionType.NoValue)]
    public bool Verify { get; set; }

    /// <summary>Whether to replace a target.</summary>
    [Option("--force", "Replace a target that exists.", CommandOptionType.NoValue)]
    public bool Force { get; set; }

    /// <summary>Whether to stop at the plan.</summary>
    [Option("--dry-run", "Show what would be made, and make nothing.", CommandOptionType.NoValue)]
    public bool DryRun { get; set; }
}
