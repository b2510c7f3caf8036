using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux.Storage;

/// <summary>Tells of configurations that still name devices of the old hardware, where only their owner knows what is right.</summary>
internal sealed class LeftoverDevicesStep : IPreparationStep<LinuxSystem>
{
    private static readonly string[] Files =
    [
        "/etc/mdadm.conf", "/etc/mdadm/mdadm.conf", "/etc/smartd.conf", "/etc/hdparm.conf", "/etc/rc.local", "/etc/rc.d/rc.local",
        "/etc/multipath.conf", "/etc/raw", "/etc/sysconfig/rawdevices", "/etc/udev/rules.d/99-oracle-asmdevices.rules", "/etc/sysconfig/oracleasm", "/etc/exports",
    ];

    private static readonly char[] Separators = [' ', '\t', '"', '\'', ',', '=', ';'];

    public string Name => "devices named elsewhere";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        foreach (string path in Files)
        {
            if (GuestText.Read(context.Tree, path)?.Lines.Where(line => !Words.IsComment(line)).SelectMany(line => line.Split(Separators))
                .FirstOrDefault(DiskName.IsOfHardware) is { } device)
            {
                context.Warn($"{path} names {device}, which is {DiskName.Parse(device, context.Machine.Disks)?.ToString() ?? "nothing"} on Xen; look whether it is still right");
            }
        }
    }
}
