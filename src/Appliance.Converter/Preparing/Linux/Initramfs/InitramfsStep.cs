using Appliance.Formats;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux.Initramfs;

/// <summary>Every kernel finds its disks on Xen: where its initramfs lacks the driver, an overlay goes in front.</summary>
internal sealed class InitramfsStep : IPreparationStep<LinuxSystem>
{
    public string Name => "initramfs";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        CheckKernels(context, system);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (LinuxKernel kernel in system.Kernels.Where(kernel => StateOf(kernel) != DriverState.Absent))
        {
            if (kernel.Initramfs is { } image && !kernel.IsUnified && done.Add(context.Tree.RealPath(image) ?? image))
            {
                Prepare(context, system, kernel, image);
            }
            else if (StateOf(kernel) == DriverState.OnDisk && (kernel.Initramfs is null || kernel.IsUnified))
            {
                context.Warn(kernel.IsUnified
                    ? $"{kernel.Image} is one signed program with its initramfs, which lacks xen-blkfront and is not changed; make it anew with that module before the guest is moved, or start another kernel"
                    : $"the kernel {kernel.Release} has xen-blkfront as a module but no initramfs to load it from, and will not find its disks on Xen");
            }
        }
    }

    private static void CheckKernels(PreparationContext context, LinuxSystem system)
    {
        if (system.Kernels.Count == 0)
        {
            context.Warn("no kernel was found, so that whether the guest has drivers for Xen is not known");
            return;
        }

        string[] without = [.. system.Kernels.Where(kernel => StateOf(kernel) == DriverState.Absent).Select(kernel => kernel.Release)];
        if (without.Length == system.Kernels.Count)
        {
            throw new UnsupportedImageException(
                context.Tree.Name, $"none of its kernels ({string.Join(", ", without)}) has a driver for Xen's disks (xen-blkfront); install the distribution's standard kernel before the guest is moved");
        }

        foreach (string release in without)
        {
            context.Warn($"the kernel {release} has no driver for Xen's disks (xen-blkfront); another one has to be started");
        }
    }

    private static void Prepare(PreparationContext context, LinuxSystem system, LinuxKernel kernel, string image)
    {
        using Stream? old = context.Tree.OpenRead(image);
        if (old is null || InitramfsOverlay.IsIn(old) || OverlayBuilder.Build(context.Tree, kernel, context.ExtraModules) is not { } overlay)
        {
            return;
        }

        OverlayFile[] hooks = [.. HooksFor(system, kernel, overlay)];
        if (hooks.Length == 0)
        {
            WarnOfTool(context, kernel, image, overlay);
            return;
        }

        InitramfsImage.Prepend(context, image, old, target => overlay.WriteTo(target, hooks));
        string what = overlay.Modules.Count > 0 ? string.Join(", ", overlay.Modules.Select(module => module.Name)) : "LVM's changed configuration";
        context.Did($"{image}: {what} for the kernel {kernel.Release}");
    }

    private static IEnumerable<OverlayFile> HooksFor(LinuxSystem system, LinuxKernel kernel, InitramfsOverlay overlay)
    {
        InitramfsTool tool = kernel.InitramfsContents?.Tool is { } found && found != InitramfsTool.Unknown ? found : system.InitramfsTool;

        // A folder in place of one of its links would keep all that lies behind the link out of the initramfs.
        return InitramfsHooks.For(tool, kernel.InitramfsContents?.HookFolder, overlay)
            .Where(hook => kernel.InitramfsContents?.RootLinks.Contains(hook.Path.Split('/')[0]) != true)
            .Where(hook => overlay.Modules.Count > 0 || hook.IsProgram);
    }

    private static void WarnOfTool(PreparationContext context, LinuxKernel kernel, string image, InitramfsOverlay overlay)
    {
        if (overlay.Modules.Count > 0)
        {
            context.Warn($"{image} is an initramfs of a kind that takes no hook, and lacks xen-blkfront: make it anew with that module before the guest is moved, or the kernel {kernel.Release} will not find its disks on Xen");
        }
    }

    private static DriverState StateOf(LinuxKernel kernel) => kernel.Drivers.GetValueOrDefault(XenDriver.Blkfront);
}
