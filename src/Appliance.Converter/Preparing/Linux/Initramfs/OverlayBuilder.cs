using Appliance.Converter.Preparing.Linux.Storage;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection;
using Appliance.Guests.Inspection.Linux.Kernels;
using Appliance.Guests.Inspection.Linux.Modules;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Initramfs;

/// <summary>Gathers what a kernel's initramfs lacks.</summary>
internal static class OverlayBuilder
{
    // kmod has some 200 KB, more where it is linked statically.
    private const int LargestProgram = 16 << 20;

    // Xen's drivers need a handful of others, and have some 100 KB each.
    private const int MostModules = 64;
    private const int MostBytes = 256 << 20;

    private const string Platform = "xen_platform_pci";

    private const string Devices = "/etc/lvm/devices/system.devices";

    private static readonly string[] Insmods = ["/sbin/insmod", "/usr/sbin/insmod", "/usr/bin/kmod", "/bin/kmod", "/sbin/kmod"];

    /// <summary>Makes the overlay of a kernel; null where its initramfs lacks nothing.</summary>
    /// <param name="tree">The guest's files.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="extraModules">Modules that go along whether or not Xen needs them, by name.</param>
    /// <exception cref="UnsupportedImageException">The guest lacks one of the extra modules; or they are more than fits.</exception>
    /// <exception cref="InvalidImageException">A module, or one that it needs, is damaged or not there.</exception>
    public static InitramfsOverlay? Build(GuestTree tree, LinuxKernel kernel, IReadOnlyList<string> extraModules)
    {
        var files = new List<OverlayFile>();
        List<string> commands = [.. LvmCommands(tree, files)];
        IReadOnlyList<OverlayModule> modules = kernel.Modules is null ? [] : ModulesFor(tree, kernel, extraModules);
        bool needsDisks = modules.Any(module => module.Driver == XenDriver.Blkfront);
        return !needsDisks && commands.Count == 0 ? null : new InitramfsOverlay
        {
            Modules = needsDisks ? modules : [],
            Insmod = needsDisks ? InsmodOf(tree, kernel, files) : "insmod",
            Files = files,
            Commands = commands,
        };
    }

    private static IReadOnlyList<OverlayModule> ModulesFor(GuestTree tree, LinuxKernel kernel, IReadOnlyList<string> extraModules)
    {
        ModuleTree modules = ModuleTree.Open(tree, kernel.Modules!, kernel.Release);
        IEnumerable<(XenDriver? Driver, KernelModule Module)> xen = kernel.Drivers.Where(pair => pair.Value == DriverState.OnDisk).Select(pair => pair.Key).Order()
            .SelectMany(driver => WithNeeded(modules, driver, XenModules.NamesOf(driver).FirstOrDefault(name => modules.Find(name) is not null)));
        IEnumerable<(XenDriver? Driver, KernelModule Module)> extra = extraModules.Where(name => !modules.IsBuiltIn(name))
            .SelectMany(name => modules.Find(name) is null
                ? throw new UnsupportedImageException(tree.Name, $"the kernel {kernel.Release} has no module {name}; leave it out")
                : WithNeeded(modules, XenDriver.Blkfront, name));
        return Read(modules, [.. PlatformOf(modules, kernel).Concat(xen).Concat(extra).DistinctBy(wanted => wanted.Module.Name)]);
    }

    /// <summary>The platform device was a module of its own from 2.6.36 on, and in SUSE's xen-kmp.</summary>
    private static IEnumerable<(XenDriver? Driver, KernelModule Module)> PlatformOf(ModuleTree modules, LinuxKernel kernel)
        => modules.Find(Platform) is null || modules.IsBuiltIn(Platform) || kernel.InitramfsContents?.Modules.Contains(Platform) == true
            ? [] : WithNeeded(modules, driver: null, Platform);

    /// <summary>A module behind those that it needs; nothing where there is none.</summary>
    private static IEnumerable<(XenDriver? Driver, KernelModule Module)> WithNeeded(ModuleTree modules, XenDriver? driver, string? name)
        => name is null ? [] : modules.LoadOrder(name).Select(module => (driver, module));

    private static List<OverlayModule> Read(ModuleTree modules, (XenDriver? Driver, KernelModule Module)[] wanted)
    {
        if (wanted.Length > MostModules)
        {
            throw new UnsupportedImageException(modules.Folder, $"its drivers for Xen need {wanted.Length} modules, more than {MostModules}; make its modules.dep anew with depmod");
        }

        var read = new List<OverlayModule>();
        long size = 0;
        foreach ((XenDriver? driver, KernelModule module) in wanted)
        {
            byte[] content = modules.Read(module).Bytes;
            size += content.Length;
            if (size > MostBytes)
            {
                throw new UnsupportedImageException(modules.Folder, $"its drivers for Xen have more than {MostBytes >> 20} MiB; take the debugging information from them with strip -g");
            }

            read.Add(new OverlayModule(driver, module.Name, content));
        }

        return read;
    }

    /// <summary>
    /// The program of the initramfs; where it has none, the guest's own, which finds there the libraries that its
    /// modprobe needs. kmod is insmod by the name it is called by.
    /// </summary>
    private static string InsmodOf(GuestTree tree, LinuxKernel kernel, List<OverlayFile> files)
    {
        if (kernel.InitramfsContents?.Insmod is { } present)
        {
            return "/" + present;
        }

        if (Insmods.FirstOrDefault(path => tree.FindLink(path)?.Type == FileType.File) is not { } own)
        {
            return "/sbin/insmod";
        }

        files.Add(new OverlayFile($"{InitramfsOverlay.Folder}/insmod", tree.ReadBytes(own, LargestProgram)!, IsProgram: true));
        return $"/{InitramfsOverlay.Folder}/insmod";
    }

    /// <summary>An initramfs may have copies of LVM's configuration, in which the old hardware's devices are the only ones.</summary>
    private static IEnumerable<string> LvmCommands(GuestTree tree, List<OverlayFile> files)
    {
        if (tree.Changes.Any(change => change is { Path: Devices, Kind: ChangeKind.Deleted }))
        {
            yield return $"rm -f {Devices}";
        }

        if (tree.Changes.Any(change => change.Path == LvmFilterStep.Configuration))
        {
            files.Add(new OverlayFile($"{InitramfsOverlay.Folder}/lvm.conf", tree.ReadBytes(LvmFilterStep.Configuration, LargestProgram)!));
            yield return $"if [ -e {LvmFilterStep.Configuration} ]; then cp /{InitramfsOverlay.Folder}/lvm.conf {LvmFilterStep.Configuration}; fi";
        }
    }
}
