using Appliance.Formats;

namespace Appliance.Builder.Trees;

/// <summary>Reads the tree of a root file system out of a tar archive, which stays where it is: files are read from there when they are needed.</summary>
internal static class ArchiveTree
{
    /// <summary>Reads it. Device nodes and sockets are left out: the kernel makes them.</summary>
    /// <param name="archive">An archive that is not compressed.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="now">Seconds since 1970: nothing is younger.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">It is damaged, or a path leads out of it.</exception>
    /// <exception cref="UnsupportedImageException">It is larger than any system.</exception>
    public static RootTree Read(FilePart archive, string name, long now, CancellationToken cancellationToken)
    {
        var tree = new LayeredTree(now);
        tree.Apply(new ArchiveMembers(archive, name), hasWhiteouts: false, cancellationToken);
        return tree.ToTree(name);
    }
}
