using Appliance.Builder.Trees;
using Appliance.Formats;

namespace Appliance.Builder.Images.FileSystems;

/// <summary>Makes file systems of one kind in images, and fills them with trees: without root, and the same bytes for the same tree.</summary>
internal interface IFileSystemImage
{
    /// <summary>Makes one.</summary>
    /// <param name="space">Where it goes.</param>
    /// <param name="nodes">What is on it, folders before what is in them, by paths within it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="UnsupportedImageException">It is too small, or of a kind that cannot hold all of the tree.</exception>
    /// <exception cref="IOException">A program failed.</exception>
    Task MakeAsync(ImageSpace space, IReadOnlyList<KeyValuePair<string, TreeNode>> nodes, CancellationToken cancellationToken);
}
