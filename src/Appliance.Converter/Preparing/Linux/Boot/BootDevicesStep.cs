using Appliance.Converter.Preparing.Linux.Storage;
using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>The kernels' <c>root=</c> and <c>resume=</c> name devices that are there on Xen.</summary>
internal sealed class BootDevicesStep : IPreparationStep<LinuxSystem>
{
    private const string Resume = "/etc/initramfs-tools/conf.d/resume";
    private const string Extlinux = "/etc/update-extlinux.conf";

    public string Name => "devices of the boot loader";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        // Alpine's nlplug-findfs looks for file systems, by UUID or label, and for nodes.
        bool takesPartitionUuids = system.InitramfsTool != InitramfsTool.Mkinitfs;
        var names = new DeviceNames(context, takesPartitionUuids: takesPartitionUuids);

        // The kernel itself looks at tables of partitions, but never into file systems.
        LinuxKernel[] alone = [.. system.Kernels.Where(kernel => kernel.Initramfs is null && !kernel.IsUnified)];
        DeviceNames roots = alone.Length == 0 ? names
            : new DeviceNames(context, takesUuids: false, takesPartitionUuids: takesPartitionUuids && !alone.Any(IsOld));
        foreach (BootText text in BootConfiguration.Read(context.Tree, system))
        {
            text.Edit(context, (arguments, _) => KernelArguments.ReplaceDevices(arguments, device => roots.Stable(device, text.Path)));
        }

        EditValue(context, names, Resume, "RESUME");
        EditValue(context, names, Extlinux, "root");
    }

    // Since 3.8 the kernel knows partitions of MBRs by PARTUUID= (block/partitions/msdos.c).
    private static bool IsOld(LinuxKernel kernel)
        => kernel.Release.StartsWith("2.", StringComparison.Ordinal) || kernel.Release.StartsWith("3.", StringComparison.Ordinal);

    private static void EditValue(PreparationContext context, DeviceNames names, string path, string key)
    {
        if (GuestText.Read(context.Tree, path) is { } text)
        {
            text.Edit(line => Assignment.Parse(line) is { } value && value.Key == key
                ? value.With(line, names.Stable(value.ValueOf(line), path)) : line);
            text.Save(context.Tree);
        }
    }
}
