using Appliance.Converter.Preparing.Linux.Storage;
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

    private const string Devices = "/etc/lvm/devices/system.devices";

    private static readonly string[] Insmods = ["/sbin/insmod", "/usr/sbin/insmod", "/usr/bin/kmod", "/bin/kmod", "/sbin/kmod"];

    /// <summary>Makes the overlay of a kernel; null where its initramfs lacks nothing.</summary>
    /// <param name="tree">The guest's files.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="extraModules">Modules that go along whether or not Xen needs them, by name.</param>
    /// <exception cref="Formats.UnsupportedImageException">The guest has none of the extra modules.</exception>
    /// <exception cref="Formats.InvalidImageException">A module, or one that it needs, is damaged or not there.</exception>
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
        IEnumerable<OverlayModule> xen = kernel.Drivers.Where(pair => pair.Value == DriverState.OnDisk).Select(pair => pair.Key).Order()
            .SelectMany(driver => WithNeeded(modules, driver, XenModules.NamesOf(driver).FirstOrDefault(name => modules.Find(name) is not null)));
        IEnumerable<OverlayModule> extra = extraModules.Where(name => !modules.IsBuiltIn(name))
            .SelectMany(name => modules.Find(name) is null
                ? throw new Formats.UnsupportedImageException(tree.Name, $"the kernel {kernel.Release} has no module {name}; leave it out")
                : WithNeeded(modules, XenDriver.Blkfront, name));
        return [.. xen.Concat(extra).DistinctBy(module => module.Name)];
    }

    /// <summary>A module behind those that it needs; nothing where there is none.</summary>
    private static IEnumerable<OverlayModule> WithNeeded(ModuleTree modules, XenDriver driver, string? name)
        => name is null ? [] : modules.LoadOrder(name).Select(module => new OverlayModule(driver, module.Name, modules.Read(module).Bytes));

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
