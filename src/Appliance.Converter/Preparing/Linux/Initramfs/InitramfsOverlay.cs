using Appliance.Guests.Initramfs;

namespace Appliance.Converter.Preparing.Linux.Initramfs;

/// <summary>
/// What is put in front of an initramfs: a plain cpio archive, as microcode is, with modules and something that loads them.
/// It works whatever compression follows (Linux: early-userspace/buffer-format.rst), and nothing has to be unpacked.
/// </summary>
internal sealed class InitramfsOverlay
{
    /// <summary>The folder of all that is not a hook; its entry comes first and tells that an overlay is there already.</summary>
    public const string Folder = "appliance-xen";

    // A header of cpio, and the name behind it.
    private const int NameOffset = 110;

    /// <summary>The modules, in the order in which they are loaded.</summary>
    public required IReadOnlyList<OverlayModule> Modules { get; init; }

    /// <summary>The path by which the running initramfs loads a module.</summary>
    public required string Insmod { get; init; }

    /// <summary>What else lies in the folder.</summary>
    public required IReadOnlyList<OverlayFile> Files { get; init; }

    /// <summary>Commands for the start, after the modules.</summary>
    public required IReadOnlyList<string> Commands { get; init; }

    /// <summary>Whether an initramfs begins with an overlay.</summary>
    /// <param name="image">Can seek; is left at its start.</param>
    public static bool IsIn(Stream image)
    {
        Span<byte> start = stackalloc byte[NameOffset + Folder.Length + 1];
        int count = image.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        image.Position = 0;
        return count == start.Length && start[NameOffset..^1].SequenceEqual("appliance-xen"u8) && start[^1] == 0;
    }

    /// <summary>Writes the archive.</summary>
    /// <param name="target">Where it is written.</param>
    /// <param name="hooks">What loads the modules.</param>
    public void WriteTo(Stream target, IEnumerable<OverlayFile> hooks)
    {
        var archive = new CpioWriter(target);
        archive.AddFolder(Folder);
        foreach (OverlayFile file in Modules.Select(module => new OverlayFile(module.Path, module.Content)).Concat(Files).Concat(hooks))
        {
            archive.AddFile(file.Path, file.Content, file.IsProgram ? 0x1ED : 0x1A4); // 0755, 0644
        }

        archive.Finish();
    }
}
