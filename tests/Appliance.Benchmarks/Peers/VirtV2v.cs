namespace Appliance.Benchmarks.Peers;

/// <summary>What most people prepare guests with, for KVM: it boots a small Linux on the disks, and runs the guest's own tools in it.</summary>
internal static class VirtV2v
{
    // Without libvirt, and by emulation: a virtual machine may have a /dev/kvm that fails.
    private static readonly string[] Settings = ["env", "LIBGUESTFS_BACKEND=direct", "LIBGUESTFS_BACKEND_SETTINGS=force_tcg"];

    private static readonly string[] Programs = ["virt-v2v", "nbdkit", "nbdcopy", "guestfish"];

    /// <summary>No contender, and the reason on standard error, where it is not installed.</summary>
    public static IEnumerable<Contender> TryPrepare(string source, string folder)
    {
        if (!Array.TrueForAll(Programs, Command.Exists))
        {
            Console.Error.WriteLine("left out: virt-v2v needs the Debian packages virt-v2v, nbdkit, libnbd-bin and guestfish");
            return [];
        }

        try
        {
            MakeAppliance();
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine($"left out: virt-v2v: {e.Message}");
            return [];
        }

        string name = Command.Output("virt-v2v", "--version").Trim();
        return [new(name, Role.Peer, [.. Settings, "virt-v2v", "-i", "ova", source, "-o", "local", "-os", folder]) { MaxRounds = 1 }];
    }

    /// <summary>The first start puts its small Linux together, and keeps it: that is not to be measured.</summary>
    private static void MakeAppliance() => Command.Output("env", [.. Settings.Skip(1), "guestfish", "-a", "/dev/null", "run"]);
}
