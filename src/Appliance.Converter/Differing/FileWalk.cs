using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Differing;

/// <summary>Goes through all files of a guest; links are not followed.</summary>
internal static class FileWalk
{
    // Linux takes no longer path: a folder that is deeper lies within itself.
    private const int LongestPath = 4096;

    // Three times what a file server of everybody's mail has.
    private const int MostFiles = 10_000_000;

    /// <summary>All files, folders and links, by path, without the root.</summary>
    /// <param name="tree">The guest.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <exception cref="ImageException">A file system is damaged, or there are more files than can be compared.</exception>
    public static SortedDictionary<string, FileState> Read(GuestTree tree, CancellationToken cancellationToken)
    {
        var files = new SortedDictionary<string, FileState>(StringComparer.Ordinal);
        var folders = new Stack<string>(["/"]);
        while (folders.TryPop(out string? folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (FileNode node in tree.List(folder))
            {
                string path = GuestPath.Join(folder, node.Name);
                files[path] = FileState.Of(node);
                if (node.Type == FileType.Folder)
                {
                    folders.Push(path.Length <= LongestPath ? path : throw new InvalidImageException(tree.Name, $"has a path of more than {LongestPath} characters"));
                }
            }

            if (files.Count > MostFiles)
            {
                throw new UnsupportedImageException(tree.Name, $"has more than {MostFiles} files, which are too many to compare");
            }
        }

        return files;
    }
}
