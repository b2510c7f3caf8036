using Appliance.Guests.Inspection;

namespace Appliance.Guests.Initramfs;

/// <summary>What an initramfs is and has.</summary>
public sealed record InitramfsContents
{
    /// <summary>What made it, which decides how a hook gets in.</summary>
    public InitramfsTool Tool { get; init; }

    /// <summary>The tool's version where the image tells it: <c>dracut-057-53.git20240104.el9</c>; else null.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>The folder of dracut's hooks, without a slash in front: <c>usr/lib/dracut/hooks</c>, empty for the root (before dracut 009); null in others.</summary>
    public string? HookFolder { get; init; }

    /// <summary>How the archive with <c>/init</c> is compressed.</summary>
    public InitramfsCompression Compression { get; init; }

    /// <summary>How many cpio archives stand in front of the one with <c>/init</c>: microcode, tables of ACPI, overlays.</summary>
    public int EarlyArchives { get; init; }

    /// <summary>Whether systemd is what runs in it.</summary>
    public bool HasSystemd { get; init; }

    /// <summary>The path of <c>insmod</c> in it, without a slash in front; null where there is none.</summary>
    public string? Insmod { get; init; }

    /// <summary>The symbolic links at its root, such as lib and bin: an overlay in front may have no folder of such a name.</summary>
    public IReadOnlySet<string> RootLinks { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The modules that it has, by names with <c>_</c>; those of other releases are left out.</summary>
    public IReadOnlySet<string> Modules { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The modules that its kernel has built in, as its own modules.builtin tells.</summary>
    public IReadOnlySet<string> BuiltIn { get; init; } = new HashSet<string>(StringComparer.Ordinal);
}
