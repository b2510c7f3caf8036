using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux.Storage;

/// <summary>What remembers the old hardware's devices forgets them: GRUB's device.map, blkid's cache, LVM's list of devices.</summary>
internal sealed class DeviceCachesStep : IPreparationStep<LinuxSystem>
{
    // Both are made anew when they are missing: blkid's by itself, and without a list LVM looks at all devices.
    private static readonly string[] Caches =
        ["/etc/blkid.tab", "/etc/blkid/blkid.tab", "/etc/lvm/devices/system.devices", "/etc/lvm/cache/.cache", "/etc/lvm/.cache"];

    public string Name => "remembered devices";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        foreach (string cache in Caches.Where(context.Tree.HasFile))
        {
            context.Tree.Delete(cache);
            context.Did($"{cache} is taken away: it lists devices of the old hardware");
        }

        var names = new DeviceNames(context);
        foreach (string path in new[] { "/boot/grub/device.map", "/boot/grub2/device.map" })
        {
            if (GuestText.Read(context.Tree, path) is { } map)
            {
                map.Edit(line => !Words.IsComment(line) && Words.Find(line, 1) is { } device
                    ? Words.Replace(line, device, names.Node(line[device], path)) : line);
                map.Save(context.Tree);
            }
        }
    }
}
