using System.Text;
using Appliance.Formats;
using Appliance.Guests.Inspection.Linux.Modules;

namespace Appliance.Guests.Initramfs;

/// <summary>Reads through an initramfs and notes what it is and has.</summary>
public sealed class InitramfsScanner
{
    private const int LongestText = 1 << 20; // modules.builtin has some 30 KiB, an init script up to 20

    private readonly string? _release;
    private readonly HashSet<string> _modules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _rootLinks = new(StringComparer.Ordinal);
    private readonly InitramfsTraces _traces = new();
    private IReadOnlySet<string> _builtIn = new HashSet<string>(StringComparer.Ordinal);
    private InitramfsCompression? _compression; // of the archive with /init, as the next
    private int? _mainArchive;

    private InitramfsScanner(string? release)
    {
        _release = release;
    }

    /// <summary>Scans an initramfs.</summary>
    /// <param name="source">Can seek; stays open.</param>
    /// <param name="name">What messages call the file.</param>
    /// <param name="release">The kernel's release: modules of others are left out; null for all.</param>
    /// <param name="isEnough">Given the modules found so far, whether no more is wanted; then the rest is not read. Null to read all.</param>
    /// <exception cref="InvalidImageException">The file is damaged, or unpacks to more than any initramfs has.</exception>
    /// <exception cref="UnsupportedImageException">A segment is compressed, or archived, in a way that is not read.</exception>
    /// <exception cref="MissingToolException">A library that decompresses it is not installed.</exception>
    public static InitramfsContents Scan(Stream source, string name, string? release = null, Predicate<IReadOnlySet<string>>? isEnough = null)
    {
        var scanner = new InitramfsScanner(release);
        using var reader = new InitramfsReader(source, name);
        while (reader.Next() is { } entry)
        {
            bool isNewModule = scanner.Note(entry, reader);
            if (isNewModule && scanner._traces.IsKnown && isEnough?.Invoke(scanner._modules) == true)
            {
                break;
            }
        }

        return scanner.Contents(reader);
    }

    private InitramfsContents Contents(InitramfsReader reader) => new()
    {
        Tool = _traces.Tool,
        ToolVersion = _traces.ToolVersion,
        HookFolder = _traces.HookFolder,
        HasSystemd = _traces.HasSystemd,
        Insmod = _traces.Insmod,
        Compression = _compression ?? reader.Compression,
        EarlyArchives = Math.Max((_mainArchive ?? reader.Archive) - 1, 0),
        RootLinks = _rootLinks,
        Modules = _modules,
        BuiltIn = _builtIn,
    };

    /// <summary>Notes a member; true where it is a module that was not known yet.</summary>
    private bool Note(CpioEntry entry, InitramfsReader reader)
    {
        _traces.Note(entry);
        if (entry.IsLink && !entry.Name.Contains('/', StringComparison.Ordinal))
        {
            _rootLinks.Add(entry.Name);
        }

        if (entry.Name == "init")
        {
            _mainArchive = reader.Archive;
            _compression = reader.Compression;
            NoteInit(entry, reader);
        }

        if (!IsOfRelease(entry.Name) || !entry.IsFile)
        {
            return false;
        }

        if (entry.Name.EndsWith("/modules.builtin", StringComparison.Ordinal))
        {
            _builtIn = ModuleName.OfLines(Encoding.UTF8.GetString(reader.ReadContent(LongestText)).Split('\n'));
        }

        return ModuleName.OfFile(entry.Name) is { } module && _modules.Add(module);
    }

    private void NoteInit(CpioEntry entry, InitramfsReader reader)
    {
        if (entry.IsFile && entry.Length <= LongestText)
        {
            _traces.NoteInit(reader.ReadContent(LongestText));
        }
    }

    /// <summary>False for what lies in the module folder of another release.</summary>
    private bool IsOfRelease(string name)
    {
        const string Folder = "lib/modules/";
        int at = name.StartsWith(Folder, StringComparison.Ordinal) ? 0 : name.StartsWith("usr/" + Folder, StringComparison.Ordinal) ? 4 : -1;
        return _release is null || at < 0 || name.AsSpan(at + Folder.Length).StartsWith(_release + "/", StringComparison.Ordinal);
    }
}
