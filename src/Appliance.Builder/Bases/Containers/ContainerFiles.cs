using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Formats.Files;
using Appliance.Formats.Ova;

namespace Appliance.Builder.Bases.Containers;

/// <summary>The files of a container image, in an archive or a folder, by their names there.</summary>
internal sealed class ContainerFiles
{
    // The largest documents have some 100 KiB.
    private const int MostDocumentBytes = 4 << 20;

    // docker save writes a layer that is there already as a link to it.
    private const int MostLinks = 8;

    private readonly Dictionary<string, FilePart> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly string? _folder;

    /// <summary>Those of an archive.</summary>
    /// <param name="archive">A tar archive that is not compressed.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">It is damaged.</exception>
    public ContainerFiles(FilePart archive, string name, CancellationToken cancellationToken)
    {
        Name = name;
        foreach (ArchiveMember member in new ArchiveMembers(archive, name).Read(cancellationToken))
        {
            string path = Plain(member.Name);
            if (member.IsFile)
            {
                _parts[path] = member.Content;
            }
            else if (member.Kind is TarKind.SymbolicLink or TarKind.HardLink)
            {
                _links[path] = Plain(member.Kind == TarKind.HardLink ? member.Target : $"{Path.GetDirectoryName(path)}/{member.Target}");
            }
        }
    }

    /// <summary>Those of a folder.</summary>
    /// <param name="folder">Its path.</param>
    public ContainerFiles(string folder) => (_folder, Name) = (folder, Path.GetFileName(folder));

    /// <summary>What messages call the image.</summary>
    public string Name { get; }

    /// <summary>A file; null where there is none.</summary>
    public FilePart? Find(string name)
    {
        string path = Plain(name);
        for (int links = 0; _folder is null && links < MostLinks && _links.TryGetValue(path, out string? target); links++)
        {
            path = target;
        }

        return _folder is null ? _parts.GetValueOrDefault(path) : FindIn(_folder, path);
    }

    /// <summary>All of a document.</summary>
    /// <exception cref="InvalidImageException">It is not there, or too large for one.</exception>
    public byte[] Read(string name)
    {
        FilePart part = Find(name) ?? throw new InvalidImageException(Name, $"{RelativeName.Printable(name)} is not in it");
        byte[] content = new byte[part.Length <= MostDocumentBytes ? part.Length
            : throw new InvalidImageException(Name, $"{RelativeName.Printable(name)} has {part.Length} bytes, and such a document has at most {MostDocumentBytes}")];
        using Stream stream = part.Open();
        stream.ReadExactly(content);
        return content;
    }

    // A link could lead out of the folder.
    private static FilePart? FindIn(string folder, string name)
    {
        string path = folder;
        foreach (string part in name.Split('/'))
        {
            path = Path.Combine(path, part);
            if (part == ".." || part.Contains('\0', StringComparison.Ordinal) || new FileInfo(path).LinkTarget is not null)
            {
                return null;
            }
        }

        return File.Exists(path) ? FilePart.Whole(path) : null;
    }

    /// <summary>A path without <c>.</c> and <c>..</c>, which leads nowhere above.</summary>
    private static string Plain(string name)
    {
        var parts = new Stack<string>();
        foreach (string part in name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."))
        {
            if (part != "..")
            {
                parts.Push(part);
            }
            else
            {
                parts.TryPop(out _);
            }
        }

        return string.Join('/', parts.Reverse());
    }
}
