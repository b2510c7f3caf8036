using Appliance.Converter.Inspecting;
using Appliance.Guests.Inspection;

namespace Appliance.Cli.Output;

/// <summary>Prints for people which system is installed on a machine's disks.</summary>
internal static class SystemOutput
{
    /// <summary>The system, or why nothing is known of it.</summary>
    public static void Write(MachineReport machine)
    {
        if (machine.System is { } system)
        {
            Write(system);
        }
        else if (machine.SystemProblem is { } problem)
        {
            TextOutput.Line($"  system    {problem}");
        }
    }

    private static void Write(SystemReport system)
    {
        string host = system.HostName is { } name ? $", calls itself {name}" : "";
        TextOutput.Line($"  system    {system.Product}, {system.Architecture ?? "unknown processor"}{host}, starts by {(system.UsesUefi ? "UEFI" : "BIOS")}");
        if (system.Windows is { } windows)
        {
            More($"{windows.Edition ?? "unknown edition"}, build {windows.Build}, in {windows.SystemRoot}, control set {windows.CurrentControlSet} of {string.Join(", ", windows.ControlSets)}");
        }

        if (system.Linux is { } linux)
        {
            Write(linux);
        }

        if (system.VmwareTools.Count > 0)
        {
            More($"has {string.Join(", ", system.VmwareTools)}");
        }

        foreach (string remark in system.Remarks)
        {
            More(remark);
        }
    }

    private static void Write(LinuxReport linux)
    {
        string loaders = linux.BootLoaders.Count == 0 ? "no boot loader that is known" : string.Join(", ", linux.BootLoaders.Select(loader => $"{Name(loader.Kind)} ({loader.Configuration})"));
        More($"{loaders}; initramfs by {linux.InitramfsTool}{(linux.SelinuxMode is { } mode ? $"; SELinux {mode}" : "")}");
        foreach (KernelReport kernel in linux.Kernels)
        {
            string drivers = string.Join(", ", kernel.Drivers.Select(pair => $"{pair.Key} {Name(pair.Value)}"));
            More($"kernel {kernel.Release}{(kernel.IsDefault ? " (starts)" : "")}: {drivers}{(kernel.Problem is { } problem ? $"; {problem}" : "")}");
        }

        foreach (MountPoint mount in linux.Mounts)
        {
            More($"{mount.Path} is {mount.Device}, {mount.Type}");
        }
    }

    private static void More(string text) => TextOutput.Line($"            {text}");

    private static string Name(BootLoaderKind kind) => kind switch
    {
        BootLoaderKind.GrubLegacy => "GRUB legacy",
        BootLoaderKind.Grub2 => "GRUB 2",
        BootLoaderKind.BootLoaderSpecification => "Boot Loader Specification",
        BootLoaderKind.SystemdBoot => "systemd-boot",
        _ => "extlinux",
    };

    private static string Name(DriverState state) => state switch
    {
        DriverState.BuiltIn => "in the kernel",
        DriverState.InInitramfs => "in the initramfs",
        DriverState.OnDisk => "on disk only",
        _ => "absent",
    };
}
