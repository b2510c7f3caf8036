using Appliance.Guests.KernelMounts;
using Appliance.Testing;

namespace Appliance.Guests.Tests.KernelMounts;

/// <summary>What mounting XFS and btrfs with this host's kernel needs.</summary>
internal static class KernelMountNeeds
{
    /// <summary>What is missing; null where nothing is.</summary>
    public static string? Missing(string[] tools)
    {
        string[] missing = [.. ((string[])["qemu-storage-daemon", "fusermount3", .. tools]).Where(tool => !Tool.Exists(tool))];
        string[] unknown = [.. ((string[])["xfs", "btrfs"]).Where(type => !IsKnown(type))];
        return missing.Length > 0 ? $"not installed: {string.Join(", ", missing)}"
            : !KernelEngine.IsPossible ? "not root on x86-64, or with SELinux"
            : !Appliance.Testing.LoopDevice.IsAllowed ? "not allowed to make loop devices"
            : unknown.Length > 0 ? $"the kernel does not know {string.Join(", ", unknown)}" : null;
    }

    private static bool IsKnown(string type)
        => File.ReadLines("/proc/filesystems").Contains($"\t{type}")
            || Tool.TryRun("modprobe", type).ExitCode == 0;
}
