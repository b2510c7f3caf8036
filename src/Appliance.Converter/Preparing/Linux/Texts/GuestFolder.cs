using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Texts;

/// <summary>Configurations that lie in a folder, one beside the other.</summary>
internal static class GuestFolder
{
    // Folders of configurations have a handful of files; whoever has more than this hides something, or keeps archives there.
    private const int MostFiles = 2000;

    /// <summary>The paths of the files whose names are wanted, by name.</summary>
    public static IEnumerable<string> Files(GuestTree tree, string folder, Func<string, bool> isWanted)
        => tree.List(folder).Where(node => node.Type != FileType.Folder && isWanted(node.Name)).Take(MostFiles)
            .Select(node => GuestPath.Join(folder, node.Name));

    /// <summary>The paths of the files that end so, by name.</summary>
    public static IEnumerable<string> Files(GuestTree tree, string folder, string ending)
        => Files(tree, folder, name => name.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>The paths of the folders in a folder.</summary>
    public static IEnumerable<string> Folders(GuestTree tree, string folder)
        => tree.List(folder).Where(node => node.Type == FileType.Folder).Take(MostFiles).Select(node => GuestPath.Join(folder, node.Name));
}
