using Appliance.Formats;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Tests.FileSystems;

/// <summary>Calls of a file system that may be damaged anywhere: it may refuse them, and do nothing worse.</summary>
internal static class HostileCalls
{
    internal static void ReadTree(FileSystem fileSystem, string path, int depth)
    {
        foreach (FileNode node in fileSystem.List(path))
        {
            string below = path.TrimEnd('/') + "/" + node.Name;
            if (node.Type == FileType.Folder && depth < 4)
            {
                Try(() => ReadTree(fileSystem, below, depth + 1));
            }
            else if (node is { Type: FileType.File, Length: < 10_000_000 })
            {
                Try(() => fileSystem.ReadAll(below));
            }
        }
    }

    internal static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (ImageException)
        {
            // Damaged, or refused.
        }
        catch (IOException)
        {
            // Full, or not there.
        }
    }
}
