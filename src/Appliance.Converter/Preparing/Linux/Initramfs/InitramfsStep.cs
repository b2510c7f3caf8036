using Appliance.Formats;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux.Initramfs;

/// <summary>Every kernel finds its disks on Xen: where its initramfs lacks the driver, an overlay goes in front.</summary>
internal sealed class InitramfsStep : IPreparationStep<LinuxSystem>
{
    // The largest have some 200 MB, with firmware; a sparse file of terabytes would fill the spool.
    private const long Largest = 1L << 30;

    public string Name => "initramfs";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        CheckKernels(context, system);
        LinuxKernel? first = system.DefaultKernel;
        var done = new HashSet<string>(StringComparer.Ordinal);

        // The one that starts must have room before the others take it.
        foreach (LinuxKernel kernel in system.Kernels.Where(kernel => StateOf(kernel) != DriverState.Absent).OrderBy(kernel => ReferenceEquals(kernel, first) ? 0 : 1))
        {
            if (kernel.Initramfs is { } image && !kernel.IsUnified && done.Add(context.Tree.RealPath(image) ?? image))
            {
                TryPrepare(context, system, kernel, image, isNeeded: ReferenceEquals(kernel, first));
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

    /// <summary>A kernel that does not start by itself is no reason to refuse the guest.</summary>
    private static void TryPrepare(PreparationContext context, LinuxSystem system, LinuxKernel kernel, string image, bool isNeeded)
    {
        try
        {
            Prepare(context, system, kernel, image);
        }
        catch (ImageException e) when (!isNeeded)
        {
            context.Warn($"the kernel {kernel.Release}, which does not start by default, gets no driver for Xen's disks: {e.Message}");
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

        if (ObstacleOf(kernel, old) is { } obstacle)
        {
            context.Warn($"{image} {obstacle}, and stays as it is: see that it has xen-blkfront before the guest is moved, or the kernel {kernel.Release} will not find its disks on Xen");
            return;
        }

        InitramfsImage.Prepend(context, image, old, target => overlay.WriteTo(target, hooks));
        string what = overlay.Modules.Count > 0 ? string.Join(", ", overlay.Modules.Select(module => module.Name)) : "LVM's changed configuration";
        context.Did($"{image}: {what} for the kernel {kernel.Release}");
        if (kernel.InitramfsProblem is { } problem)
        {
            context.Warn($"{image} was not read, so that whether it runs what was put in front is not known: it {problem}");
        }
    }

    /// <summary>Why an image is left alone; null where nothing is known against it. One that was read is an archive for certain.</summary>
    private static string? ObstacleOf(LinuxKernel kernel, Stream image)
        => image.Length > Largest ? $"has {image.Length:N0} bytes, more than any initramfs"
            : kernel.InitramfsProblem is not null && !InitramfsImage.IsArchive(image) ? "is no archive but an image of a file system, perhaps, which nothing can be put in front of" : null;

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
