using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Initramfs;

/// <summary>What the names in an initramfs tell of the tool that made it.</summary>
internal sealed class InitramfsTraces
{
    private const string DracutPrefix = "dracut-";

    /// <summary>The tool.</summary>
    public InitramfsTool Tool { get; private set; }

    /// <summary>Its version.</summary>
    public string? ToolVersion { get; private set; }

    /// <summary>The folder of dracut's hooks.</summary>
    public string? HookFolder { get; private set; }

    /// <summary>Whether systemd runs.</summary>
    public bool HasSystemd { get; private set; }

    /// <summary>The path of insmod.</summary>
    public string? Insmod { get; private set; }

    /// <summary>Whether the tool is known.</summary>
    public bool IsKnown => Tool != InitramfsTool.Unknown;

    /// <summary>Looks at a member.</summary>
    public void Note(CpioEntry entry)
    {
        string name = entry.Name;
        string file = GuestPath.NameOf(name);
        Tool = IsKnown ? Tool : ToolOf(name, file);
        HasSystemd |= name is "usr/lib/systemd/systemd" or "lib/systemd/systemd";
        Insmod ??= file == "insmod" && !entry.IsFolder && IsProgramFolder(GuestPath.FolderOf("/" + name)) ? name : null;
        HookFolder ??= HookFolderOf(entry);
        if (file.StartsWith(DracutPrefix, StringComparison.Ordinal) && file.Length > DracutPrefix.Length && char.IsAsciiDigit(file[DracutPrefix.Length]))
        {
            Tool = InitramfsTool.Dracut;
            ToolVersion = file;
        }
    }

    /// <summary>Looks at <c>/init</c>.</summary>
    public void NoteInit(ReadOnlySpan<byte> script)
    {
        if (script.StartsWith("#!/bin/nash"u8))
        {
            Tool = InitramfsTool.NashMkinitrd;
        }
    }

    private static InitramfsTool ToolOf(string name, string file) => name switch
    {
        "conf/arch.conf" or "conf/initramfs.conf" or "scripts/functions" => InitramfsTool.InitramfsTools,
        "init_functions" or "buildconfig" => InitramfsTool.Mkinitcpio,
        "run_all.sh" => InitramfsTool.Mkinitrd,
        _ when file == "nlplug-findfs" => InitramfsTool.Mkinitfs,
        _ when file == "dracut-lib.sh" || name.Contains("lib/dracut/", StringComparison.Ordinal) => InitramfsTool.Dracut,
        _ => InitramfsTool.Unknown,
    };

    private static bool IsProgramFolder(string folder) => folder is "/bin" or "/sbin" or "/usr/bin" or "/usr/sbin";

    private static string? HookFolderOf(CpioEntry entry)
    {
        const string Hooks = "dracut/hooks";
        int at = entry.Name.IndexOf(Hooks + "/", StringComparison.Ordinal);
        bool isFolder = entry.IsFolder && entry.Name.EndsWith("/" + Hooks, StringComparison.Ordinal);
        return at > 0 ? entry.Name[..(at + Hooks.Length)]
            : isFolder ? entry.Name
            : entry.IsFolder && entry.Name == "pre-udev" ? "" : null;
    }
}
