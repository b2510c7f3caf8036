using Appliance.Formats;

namespace Appliance.Builder.Trees;

/// <summary>What a layer of a container image takes away from those below it (OCI image specification, "Whiteouts"); its own files stay.</summary>
/// <param name="archive">What messages call the layer.</param>
/// <param name="layer">Its number.</param>
internal sealed class Whiteouts(string archive, int layer)
{
    private const string Prefix = ".wh.";
    private const string Opaque = ".wh..wh..opq";

    // Each is looked at once by a layer that makes sense.
    private const int MostLookedAt = 20_000_000;

    private int _lookedAt;

    /// <summary>Whether a path is a whiteout.</summary>
    public static bool IsOne(string[] parts) => parts.Length > 0 && parts[^1].StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Does what one says.</summary>
    /// <param name="folder">Where it stands; null where the layers below have no such folder.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidImageException">There are so many that they are made to do harm.</exception>
    public void Apply(LayeredEntry? folder, string name)
    {
        if (folder is not null && name == Opaque)
        {
            Clear(folder);
        }
        else if (folder?.Find(name[Prefix.Length..]) is { } hidden && IsGone(hidden))
        {
            folder.Inside!.Remove(name[Prefix.Length..]);
        }
    }

    /// <summary>Clears a folder of what lies below; what is of this layer keeps the folders that it is in.</summary>
    private void Clear(LayeredEntry folder)
    {
        foreach (string gone in (folder.Inside ?? []).Where(pair => IsGone(pair.Value)).Select(pair => pair.Key).ToArray())
        {
            folder.Inside!.Remove(gone);
        }
    }

    private bool IsGone(LayeredEntry entry)
    {
        if (++_lookedAt > MostLookedAt)
        {
            throw new InvalidImageException(archive, "takes more away than there is in any system");
        }

        Clear(entry);
        return entry.Layer != layer && entry.Inside is not { Count: > 0 };
    }
}
