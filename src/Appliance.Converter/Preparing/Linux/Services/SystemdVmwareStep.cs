using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Services;

/// <summary>VMware's tools, where systemd starts them: masked, as <c>systemctl mask</c> does, so that <c>unmask</c> brings them back.</summary>
internal sealed class SystemdVmwareStep : IPreparationStep<LinuxSystem>
{
    private const string Local = "/etc/systemd/system";

    private static readonly string[] Folders = ["/usr/lib/systemd/system", "/lib/systemd/system", Local];

    public string Name => "VMware Tools under systemd";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        if (!ServiceManager.IsSystemd(context.Tree))
        {
            return;
        }

        IEnumerable<string> units = Folders.SelectMany(folder => GuestFolder.Files(context.Tree, folder, VmwareServices.IsUnit)).Select(GuestPath.NameOf);
        // Scripts of /etc/init.d become units of the same name.
        IEnumerable<string> scripts = GuestFolder.Files(context.Tree, "/etc/init.d", VmwareServices.IsService).Select(path => GuestPath.NameOf(path) + ".service");
        foreach (string unit in units.Concat(scripts).Distinct().Order(StringComparer.Ordinal))
        {
            Mask(context, unit);
        }
    }

    private static void Mask(PreparationContext context, string unit)
    {
        string mask = GuestPath.Join(Local, unit);
        if (context.Tree.FindLink(mask) is { Type: FileType.File })
        {
            // A unit that its owner wrote is no link that could point elsewhere: it gets a condition instead.
            string condition = $"{mask}.d/appliance-xen.conf";
            if (!context.Tree.HasFile(condition))
            {
                GuestText.Of(condition, "[Unit]", "ConditionVirtualization=vmware").Save(context.Tree);
                context.Did($"{unit} starts under VMware only");
            }

            return;
        }

        if (context.Tree.FindLink(mask)?.Target != "/dev/null")
        {
            context.Tree.Link(mask, "/dev/null");
            context.Did($"{unit} is masked");
        }
    }
}
