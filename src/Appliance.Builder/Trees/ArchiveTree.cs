using System.Formats.Tar;
using System.Text;
using Appliance.Formats;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Trees;

/// <summary>Reads the tree of a root file system out of a tar archive, which stays where it is: files are read from there when they are needed.</summary>
internal static class ArchiveTree
{
    private const string Attribute = "SCHILY.xattr.";

    /// <summary>Reads it. Device nodes and sockets are left out: the kernel makes them.</summary>
    /// <param name="path">An archive that is not compressed.</param>
    /// <param name="now">Seconds since 1970: nothing is younger.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">It is damaged, or a path leads out of it.</exception>
    public static async Task<RootTree> ReadAsync(string path, long now, CancellationToken cancellationToken)
    {
        var tree = new RootTree(now);
        await using FileStream file = File.OpenRead(path);
        await using var reader = new TarReader(file, leaveOpen: true);
        try
        {
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (Read(entry, path, now) is { } node)
                {
                    tree.Add(PathOf(entry.Name, path), node);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidImageException(Path.GetFileName(path), file.Position, $"is no tar archive, or damaged: {e.Message}");
        }

        return tree;
    }

    private static TreeNode? Read(TarEntry entry, string path, long now)
    {
        var rights = new FileRights((int)entry.Mode, (uint)entry.Uid, (uint)entry.Gid);
        long modified = Math.Clamp(entry.ModificationTime.ToUnixTimeSeconds(), 0, now);
        return entry.EntryType switch
        {
            TarEntryType.Directory => TreeNode.Folder(rights, modified),
            TarEntryType.SymbolicLink => TreeNode.Link(entry.LinkName, modified),
            TarEntryType.HardLink => new TreeNode(FileType.File, rights, modified) { OtherName = PathOf(entry.LinkName, path) },
            TarEntryType.RegularFile or TarEntryType.V7RegularFile => FileOf(entry, rights, modified, path),
            _ => null,
        };
    }

    private static TreeNode FileOf(TarEntry entry, FileRights rights, long modified, string path)
    {
        (long start, long length) = (entry.DataOffset, entry.Length);
        return new TreeNode(FileType.File, rights, modified)
        {
            Length = length,
            Open = () => new ArchivedStream(path, start, length),
            Attributes = (entry as PaxTarEntry)?.ExtendedAttributes.Where(pair => pair.Key.StartsWith(Attribute, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[Attribute.Length..], pair => BytesOf(pair.Value, entry, path), StringComparer.Ordinal) ?? [],
        };
    }

    // The framework takes values for text; what is none is lost there.
    private static byte[] BytesOf(string value, TarEntry entry, string path)
        => value.Contains('\uFFFD', StringComparison.Ordinal) ? throw new UnsupportedImageException(Path.GetFileName(path), $"{entry.Name} has an extended attribute that is no text")
            : Encoding.UTF8.GetBytes(value);

    private static string PathOf(string name, string archive)
    {
        string[] parts = [.. name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")];
        return parts.Contains("..") ? throw new InvalidImageException(Path.GetFileName(archive), $"{name} leads out of it") : "/" + string.Join('/', parts);
    }
}
