using System.Globalization;
using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Services;

/// <summary>VMware's tools, where Upstart, scripts of the runlevels or OpenRC start them: the scripts stay, what starts them goes.</summary>
internal sealed class ScriptVmwareStep : IPreparationStep<LinuxSystem>
{
    private static readonly string[] Roots = ["/etc", "/etc/rc.d", "/etc/init.d"];

    public string Name => "VMware Tools under scripts";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        if (ServiceManager.IsSystemd(context.Tree))
        {
            return;
        }

        foreach (string job in GuestFolder.Files(context.Tree, "/etc/init", ".conf").Where(path => VmwareServices.IsService(GuestPath.NameOf(path)[..^5])))
        {
            StopJob(context, job);
        }

        foreach (string folder in Roots.SelectMany(root => GuestFolder.Folders(context.Tree, root))
            .Where(folder => GuestPath.NameOf(folder) is ['r', 'c', (>= '0' and <= '6') or 'S', '.', 'd']))
        {
            StopScripts(context, folder);
        }

        foreach (string link in GuestFolder.Folders(context.Tree, "/etc/runlevels")
            .SelectMany(level => GuestFolder.Files(context.Tree, level, VmwareServices.IsService)))
        {
            context.Tree.Delete(link);
            context.Did($"{link} is taken away: OpenRC no longer starts VMware's tools");
        }
    }

    // CentOS 6 has an Upstart that knows no overrides.
    private static void StopJob(PreparationContext context, string path)
    {
        GuestText job = GuestText.Read(context.Tree, path)!;
        job.Edit(line => line.StartsWith("start on", StringComparison.Ordinal) ? "#" + line : line);
        if (job.Save(context.Tree))
        {
            context.Did($"{path}: Upstart no longer starts it");
        }
    }

    // S50vmware-tools becomes K50vmware-tools, as chkconfig and update-rc.d do with the number that ends at 100.
    private static void StopScripts(PreparationContext context, string folder)
    {
        foreach (FileNode start in context.Tree.List(folder).Where(node => node.Target is not null && IsStart(node.Name)))
        {
            int order = 100 - int.Parse(start.Name.AsSpan(1, 2), NumberStyles.None, CultureInfo.InvariantCulture);
            context.Tree.Delete(GuestPath.Join(folder, start.Name));
            context.Tree.Link(GuestPath.Join(folder, $"K{Math.Min(order, 99):D2}{start.Name[3..]}"), start.Target!);
            context.Did($"{GuestPath.Join(folder, start.Name)} starts no more");
        }
    }

    private static bool IsStart(string name)
        => name is ['S', >= '0' and <= '9', >= '0' and <= '9', _, ..] && VmwareServices.IsService(name[3..]);
}
