namespace Appliance.Builder.Trees;

/// <summary>A name in a tree that is being put together.</summary>
/// <param name="node">What it stands for; names of one file have the same.</param>
/// <param name="name">The name; empty for the root.</param>
/// <param name="folder">Where it is; null for the root.</param>
/// <param name="layer">The layer that put it there last.</param>
internal sealed class LayeredEntry(TreeNode node, string name, LayeredEntry? folder, int layer)
{
    /// <summary>What it stands for.</summary>
    public TreeNode Node { get; set; } = node;

    /// <summary>The layer that put it there last.</summary>
    public int Layer { get; set; } = layer;

    /// <summary>Letters of its path.</summary>
    public int PathLength { get; } = folder is null ? 0 : folder.PathLength + 1 + name.Length;

    /// <summary>How many folders it is in.</summary>
    public int Depth { get; } = folder is null ? 0 : folder.Depth + 1;

    /// <summary>What is in a folder, by name; null for nothing.</summary>
    public SortedDictionary<string, LayeredEntry>? Inside { get; set; }

    /// <summary>What has a name in it; null for nothing.</summary>
    public LayeredEntry? Find(string name) => Inside?.GetValueOrDefault(name);
}
