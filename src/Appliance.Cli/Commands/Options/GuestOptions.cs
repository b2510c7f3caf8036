using Appliance.Converter.Preparing;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>What is to be done to the systems on the disks.</summary>
internal sealed class GuestOptions
{
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

    /// <summary>How to prepare guests; null to keep them as they are.</summary>
    /// <param name="spoolFolder">Where overlays go.</param>
    /// <exception cref="UsageException">They contradict each other.</exception>
    public PreparationOptions? Read(string spoolFolder)
    {
        if (Guest is not (null or "auto" or "keep" or "require"))
        {
            throw new UsageException($"--guest {Guest}: there are auto, keep and require");
        }

        if (Guest == "keep" && (InitramfsModules.Length > 0 || WindowsDrivers is not null || GuestKeys.Length > 0 || UseLibguestfs || KernelMount))
        {
            throw new UsageException("--initramfs-module, --windows-drivers, --guest-key, --libguestfs and --kernel-mount are for changing the guest, and --guest keep does not; leave one of them out");
        }

        if (KernelMount && !Environment.IsPrivilegedProcess)
        {
            throw new UsageException("--kernel-mount: only root may mount; leave it out, and a micro virtual machine does it");
        }

        if (Array.Find(GuestKeys, file => !File.Exists(file)) is { } missing)
        {
            throw new UsageException($"--guest-key {missing}: there is no such file");
        }

        return Guest == "keep" ? null : new PreparationOptions
        {
            IsRequired = Guest == "require",
            InitramfsModules = InitramfsModules,
            WindowsDrivers = WindowsDrivers,
            Keys = GuestKeys,
            UsesLibguestfs = UseLibguestfs,
            MountsWithKernel = KernelMount,
            SpoolFolder = spoolFolder,
        };
    }
}
