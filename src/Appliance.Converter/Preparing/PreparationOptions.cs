namespace Appliance.Converter.Preparing;

/// <summary>How to prepare guests.</summary>
public sealed class PreparationOptions
{
    /// <summary>
    /// Refuse a machine whose system cannot be prepared; default false: its disks are then copied as they are, and a
    /// warning tells why.
    /// </summary>
    public bool IsRequired { get; init; }

    /// <summary>Where the Xen PV drivers for Windows are: a folder or an archive; default null, and Windows is set to emulated devices.</summary>
    public string? WindowsDrivers { get; init; }

    /// <summary>Modules that go into the initramfs of a Linux beside those of Xen, by name: <c>virtio_blk</c>. Default none.</summary>
    public IReadOnlyList<string> InitramfsModules { get; init; } = [];

    /// <summary>Files that hold a passphrase of an encrypted (LUKS) volume each, which libguestfs then opens. Default none.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Whether libguestfs may be used where nothing else opens a volume, as Linux software RAID; it takes a minute. Default only where there are keys.</summary>
    public bool UsesLibguestfs { get; init; }

    /// <summary>
    /// Whether this host's own kernel may mount XFS and btrfs of the guest, where it can and this process is root: seconds
    /// quicker than a micro virtual machine, but a stranger's file system is then read by that kernel. Default false.
    /// </summary>
    public bool MountsWithKernel { get; init; }

    /// <summary>Gives the times of what is written; default the machine's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where overlays and other temporary files go; default the system's temporary folder.</summary>
    public string SpoolFolder { get; init; } = Path.GetTempPath();
}
