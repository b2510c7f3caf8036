using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Services;

/// <summary>
/// A login on Xen's console. systemd starts one by itself wherever there is an hvc0 (systemd-getty-generator), so that
/// only what came before it, and inittab, have to be told.
/// </summary>
internal sealed class ConsoleLoginStep : IPreparationStep<LinuxSystem>
{
    private const string Upstart = "/etc/init/hvc0.conf";

    // hvc0 since Linux 2.6.24; xvc0 in the kernels that XenSource made (CentOS 5).
    private static readonly string[] Terminals = ["hvc0", "xvc0"];

    public string Name => "login on the console";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        AllowRoot(context);
        if (ServiceManager.IsSystemd(context.Tree))
        {
            return;
        }

        if (ServiceManager.IsUpstart(context.Tree))
        {
            AddUpstart(context);
        }

        AddToInittab(context);
    }

    private static void AllowRoot(PreparationContext context)
    {
        if (GuestText.Read(context.Tree, "/etc/securetty") is not { } terminals)
        {
            return;
        }

        foreach (string terminal in Terminals.Where(terminal => terminals.IndexOf(line => line.Trim() == terminal) < 0))
        {
            terminals.Append(terminal);
        }

        if (terminals.Save(context.Tree))
        {
            context.Did("/etc/securetty: root may log in on hvc0");
        }
    }

    private static void AddUpstart(PreparationContext context)
    {
        if (context.Tree.HasFile(Upstart))
        {
            return;
        }

        GuestText.Of(
            Upstart,
            "# A login on Xen's console.",
            "start on stopped rc RUNLEVEL=[2345]",
            "stop on runlevel [!2345]",
            "respawn",
            $"exec {Getty(context.Tree)} -L hvc0 115200 vt100").Save(context.Tree);
        context.Did($"{Upstart}: a login on hvc0");
    }

    // Where Upstart runs, inittab holds nothing but the runlevel.
    private static void AddToInittab(PreparationContext context)
    {
        if (GuestText.Read(context.Tree, "/etc/inittab") is not { } inittab
            || inittab.IndexOf(line => !Words.IsComment(line) && line.Contains(":respawn:", StringComparison.Ordinal)) < 0
            || inittab.IndexOf(line => !Words.IsComment(line) && line.Contains("hvc0", StringComparison.Ordinal)) >= 0)
        {
            return;
        }

        // busybox takes the first field for the terminal and knows no runlevels; sysvinit allows four characters in it.
        bool isBusybox = inittab.IndexOf(line => line.StartsWith("::", StringComparison.Ordinal)) >= 0;
        inittab.Append($"{(isBusybox ? "hvc0:" : "h0:2345")}:respawn:{Getty(context.Tree)} -L hvc0 115200 vt100");
        inittab.Save(context.Tree);
        context.Did("/etc/inittab: a login on hvc0");
    }

    private static string Getty(GuestTree tree) => tree.HasFile("/sbin/agetty") ? "/sbin/agetty" : "/sbin/getty";
}
