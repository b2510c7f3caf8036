using Appliance.Formats.Files;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// Finds the parent of a delta by its parentFileNameHint: beside the delta, then where a relative hint leads, then in the
/// hint's last folder. All of that within the delta's folder: a hint is a stranger's, and can name any file.
/// </summary>
/// <param name="child">The delta.</param>
/// <param name="folder">Where the delta is; null where its other files are out of reach.</param>
internal sealed class VmdkParentSearch(VmdkDescriptor child, IFileFolder? folder)
{
    private readonly string[] _parts = [.. child.ParentHint.Split('/', '\\').Where(part => part is not ("" or "."))];

    /// <summary>Opens the parent's file.</summary>
    /// <param name="isDescendant">Whether a file, by its full path, is in the chain already.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="InvalidImageException">It is named badly, missing, or one of its own descendants.</exception>
    /// <exception cref="UnsupportedImageException">It is not named, or in another folder.</exception>
    public async ValueTask<VmdkParent> FindAsync(Predicate<string> isDescendant, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> candidates = Candidates();
        if (folder is null)
        {
            throw new UnsupportedImageException(
                child.File, At, $"is a delta over \"{candidates[0]}\"; open it in the folder where its files lie together");
        }

        // A clone may be called like its parent, which then is the next candidate.
        bool isCycle = false;
        foreach (string name in candidates)
        {
            if (isDescendant($"{folder.Name}/{name}"))
            {
                isCycle = true;
            }
            else if (await folder.OpenAsync(name, cancellationToken) is { } file)
            {
                return new VmdkParent(file, name, SubFolder.Of(folder, name));
            }
        }

        throw Missing(candidates, folder.Name, isCycle);
    }

    private long At => child.PlaceOf("parentFileNameHint");

    private List<string> Candidates()
    {
        if (_parts.Length == 0)
        {
            throw Unnamed();
        }

        string name = RelativeName.Check(child.File, _parts[^1]);
        var candidates = new List<string> { name };
        if (RelativeName.TryCheck(child.ParentHint, out string path))
        {
            candidates.Add(path);
        }

        if (_parts.Length > 1 && RelativeName.TryCheck($"{_parts[^2]}/{name}", out path))
        {
            candidates.Add(path);
        }

        return [.. candidates.Distinct()];
    }

    private ImageException Unnamed() => child.ParentUuid is { } uuid
        ? new UnsupportedImageException(
            child.File, child.PlaceOf("ddb.uuid.parent"), $"is a VirtualBox snapshot over the image {uuid}, whose file it does not name; merge them with VBoxManage clonemedium")
        : new InvalidImageException(
            child.File, child.PlaceOf("parentCID"), $"is a delta over the image with CID {child.ParentCid:x8}, whose file it does not name");

    private ImageException Missing(IReadOnlyList<string> candidates, string place, bool isCycle)
    {
        if (_parts.Length > 1)
        {
            string goal = isCycle ? $"{place}/{candidates[^1]}" : place;
            return new UnsupportedImageException(
                child.File,
                At,
                $"is a delta over \"{RelativeName.Printable(child.ParentHint)}\", in another folder (a linked clone); copy that file and its extents to {goal}");
        }

        return new InvalidImageException(
            child.File,
            At,
            isCycle ? $"the parent \"{candidates[0]}\" is an ancestor of itself" : $"is a delta over \"{candidates[0]}\", which is missing from {place}; put it there");
    }
}
