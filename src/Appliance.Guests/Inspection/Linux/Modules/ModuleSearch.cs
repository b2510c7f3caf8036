using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Modules;

/// <summary>Finds modules by looking through their folders, where depmod left no list.</summary>
internal static class ModuleSearch
{
    private const int MostFolders = 5_000; // a distribution's kernel has some 1,000
    private const int MostFiles = 100_000;
    private const int Deepest = 16; // ten are usual; links are not followed

    /// <summary>The modules below a folder by name, as far as they are found within the bounds; what they need is not known.</summary>
    public static Dictionary<string, KernelModule> Find(GuestTree tree, string folder)
    {
        var modules = new Dictionary<string, KernelModule>(StringComparer.Ordinal);
        var folders = new Queue<(string Path, int Depth)>([(folder, 0)]);
        for (int visited = 0, files = 0; visited < MostFolders && files < MostFiles && folders.TryDequeue(out (string Path, int Depth) at); visited++)
        {
            foreach (FileNode node in tree.List(at.Path).Take(MostFiles - files))
            {
                files++;
                string path = GuestPath.Join(at.Path, node.Name);
                if (node.Type == FileType.Folder && at.Depth < Deepest)
                {
                    folders.Enqueue((path, at.Depth + 1));
                }
                else if (node.Type != FileType.Folder && ModuleName.OfFile(node.Name) is { } name)
                {
                    modules.TryAdd(name, new KernelModule(name, path, []));
                }
            }
        }

        return modules;
    }
}
