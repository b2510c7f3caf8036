using McMaster.Extensions.CommandLineUtils;
using McMaster.Extensions.CommandLineUtils.HelpText;

namespace Appliance.Cli.Output;

/// <summary>The overview of all verbs, by what they are for, one line each.</summary>
internal sealed class RootHelp : DefaultHelpTextGenerator
{
    private static readonly (string Title, string[] Verbs)[] Groups =
    [
        ("Packages and disk images", ["inspect", "convert", "verify", "compare", "build"]),
        ("Machines on Xen hosts", ["import", "export", "list", "show", "start", "stop", "reboot", "pause", "resume", "suspend", "console", "migrate", "remove"]),
        ("Their hardware and disks", ["resize", "attach", "detach", "snapshot", "revert", "clone"]),
        ("Looking after them", ["set", "watch", "events", "runtime"]),
        ("Hosts", ["host", "tenant"]),
    ];

    /// <inheritdoc/>
    protected override void GenerateCommands(
        CommandLineApplication application, TextWriter output, IReadOnlyList<CommandLineApplication> visibleCommands, int firstColumnWidth)
    {
        foreach ((string title, string[] verbs) in Groups)
        {
            Write(title, verbs.Select(verb => visibleCommands.FirstOrDefault(command => command.Name == verb)).OfType<CommandLineApplication>());
        }

        Write("Others", visibleCommands.Where(command => !Groups.Any(group => group.Verbs.Contains(command.Name))));

        void Write(string title, IEnumerable<CommandLineApplication> commands)
        {
            string lines = string.Concat(commands.Select(command => $"  {command.Name!.PadRight(firstColumnWidth)}{Shorten(command.Description)}\n"));
            output.Write(lines.Length > 0 ? $"\n{title}:\n{lines}" : "");
        }
    }

    /// <summary>The first part of a description; the verb's own help has the rest.</summary>
    private static string Shorten(string? description) => description?.Split([". ", "; ", ": "], StringSplitOptions.None)[0].TrimEnd('.') ?? "";
}
