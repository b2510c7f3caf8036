using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux.Services;

/// <summary>What tells modprobe which driver a card or controller has, tells Xen's; what keeps Xen's drivers out, no longer does.</summary>
internal sealed class ModuleOptionsStep : IPreparationStep<LinuxSystem>
{
    private static readonly string[] XenModules = ["xen_blkfront", "xen_netfront", "xen_scsifront", "xen_platform_pci", "xenfs", "xen_fbfront", "xen_kbdfront"];
    private static readonly string[] Cards = ["vmxnet", "vmxnet3", "e1000", "e1000e", "pcnet32"];
    private static readonly string[] Controllers = ["mptspi", "mptsas", "mptscsih", "mptbase", "vmw_pvscsi", "pvscsi", "buslogic", "ata_piix", "ahci", "libata"];

    public string Name => "options of modules";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        foreach (string path in GuestFolder.Files(context.Tree, "/etc/modprobe.d", _ => true).Concat(["/etc/modprobe.conf", "/etc/modprobe.conf.local"]))
        {
            if (GuestText.Read(context.Tree, path) is { } text)
            {
                text.Edit(Edit);
                if (text.Save(context.Tree))
                {
                    context.Did($"{path} leaves the devices to Xen's drivers");
                }
            }
        }
    }

    private static string Edit(string line)
    {
        string[] words = Words.Split(line);
        return words switch
        {
            ["blacklist", var module, ..] when IsXen(module) => "#" + line,
            ["install", var module, "/bin/true" or "/bin/false" or "/sbin/nologin", ..] when IsXen(module) => "#" + line,
            ["alias", ['e', 't', 'h', ..], var module, ..] when Cards.Contains(Normal(module)) => With(line, "xen-netfront"),
            ["alias", "scsi_hostadapter", var module, ..] when Controllers.Contains(Normal(module)) => With(line, "xen-blkfront"),
            ["alias", var name, var module, ..] when name.StartsWith("scsi_hostadapter", StringComparison.Ordinal) && Controllers.Contains(Normal(module)) => "#" + line,
            _ => line,
        };
    }

    private static string With(string line, string module) => Words.Replace(line, Words.Find(line, 2)!.Value, module);

    private static bool IsXen(string module) => XenModules.Contains(Normal(module));

    private static string Normal(string module) => module.Replace('-', '_').ToLowerInvariant();
}
