using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Builder.Bases;

/// <summary>Reads the tree of a guest, with rights, owners, times, links, other names and extended attributes.</summary>
/// <param name="guest">Its files.</param>
/// <param name="now">Seconds since 1970: nothing is younger.</param>
internal sealed class GuestFiles(GuestTree guest, long now)
{
    // As for archives: a desktop with everything has some 500,000 files, and Linux takes no longer path.
    private const int MostFiles = 2_000_000;
    private const int LongestPath = 4096;

    private readonly RootTree _tree = new(now);
    private readonly Dictionary<(string Mount, ulong Identity), string> _names = [];

    /// <summary>Reads it. Device nodes and sockets are left out: the kernel makes them.</summary>
    /// <exception cref="ImageException">A file system is damaged, or larger than any system's.</exception>
    public RootTree Read(CancellationToken cancellationToken)
    {
        Add("/", guest.FindLink("/")!);
        var folders = new Stack<string>(["/"]);
        int files = 0;
        while (folders.TryPop(out string? folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (FileNode found in guest.List(folder))
            {
                string path = GuestPath.Join(folder, found.Name);

                // What is mounted hides the folder that it is mounted on.
                FileNode node = guest.Mounts.ContainsKey(path) ? guest.FindLink(path) ?? found : found;
                if (++files > MostFiles || path.Length > LongestPath)
                {
                    throw new UnsupportedImageException(guest.Name, $"has more than {MostFiles} files, or a path of more than {LongestPath} letters");
                }

                Add(path, node);
                if (node.Type == FileType.Folder)
                {
                    folders.Push(path);
                }
            }
        }

        return _tree;
    }

    private void Add(string path, FileNode node)
    {
        long modified = Math.Clamp(node.Modified, 0, now);
        TreeNode? kept = node.Type switch
        {
            FileType.Folder => TreeNode.Folder(node.Rights, modified),
            FileType.Link => TreeNode.Link(node.Target!, modified),
            FileType.File => new TreeNode(FileType.File, node.Rights, modified) { Length = node.Length, OtherName = FirstName(path, node), Open = () => Open(path) },
            _ => null,
        };
        if (kept is not null)
        {
            _tree.Add(path, kept.OtherName is null ? kept with { Attributes = guest.ReadAttributes(path) } : kept);
        }
    }

    /// <summary>The name by which a file was found before; null where it was not.</summary>
    private string? FirstName(string path, FileNode node)
        => node.Identity == 0 || _names.TryAdd((guest.MountOf(path), node.Identity), path) ? null : _names[(guest.MountOf(path), node.Identity)];

    private Stream Open(string path) => guest.OpenRead(path) ?? throw new InvalidImageException(guest.Name, $"{path} is gone");
}
