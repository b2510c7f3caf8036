using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vmdk;

/// <summary>Follows an image to its parents, and lays the deltas over each other.</summary>
internal sealed class VmdkChain(IFileFolder? siblings, ReadOptions options)
{
    // VMware makes 32 snapshots, other tools more; each is an open file and a step of every read.
    private const int MaxDepth = 512;

    private readonly VmdkLinkOpener _opener = new(siblings, options);
    private readonly HashSet<string> _seen = [];

    /// <summary>Opens an image with all its parents; takes ownership of <paramref name="file"/>, also where that fails.</summary>
    /// <exception cref="InvalidImageException">An image of the chain is missing, changed, damaged, or its own ancestor.</exception>
    /// <exception cref="UnsupportedImageException">An image is of a kind that is not read, or there is no folder.</exception>
    public async ValueTask<Disk> OpenAsync(Disk file, CancellationToken cancellationToken)
    {
        var layers = new Stack<Disk>();
        try
        {
            for (VmdkLink? link = await _opener.OpenAsync(file, cancellationToken); link is not null;)
            {
                layers.Push(link.Disk);
                link = await OpenParentAsync(link.Descriptor, cancellationToken);
            }
        }
        catch
        {
            foreach (Disk layer in layers)
            {
                await layer.DisposeAsync();
            }

            throw;
        }

        return layers.Aggregate((parent, child) => new DeltaDisk(child, parent));
    }

    private async ValueTask<VmdkLink?> OpenParentAsync(VmdkDescriptor? child, CancellationToken cancellationToken)
    {
        if (child is not { IsDelta: true })
        {
            return null;
        }

        string name = NameOfParent(child);
        if (!_seen.Add(name) || _seen.Count > MaxDepth)
        {
            throw new InvalidImageException(
                child.File, child.PlaceOf("parentFileNameHint"), $"the parent \"{name}\" is an ancestor of itself, or the chain has more than {MaxDepth} images");
        }

        Disk file = await OpenFileAsync(child, name, cancellationToken);
        VmdkLink parent = await _opener.OpenAsync(file, cancellationToken);
        try
        {
            CheckIdentity(child, name, parent.Descriptor);
            return parent;
        }
        catch
        {
            await parent.Disk.DisposeAsync();
            throw;
        }
    }

    /// <summary>The last part of the parent's path: what is in front of it is of another machine.</summary>
    private static string NameOfParent(VmdkDescriptor child)
    {
        string hint = child.ParentHint;
        if (hint.Length > 0)
        {
            return RelativeName.Check(child.File, hint[(hint.LastIndexOfAny(['/', '\\']) + 1)..]);
        }

        throw child.ParentUuid is { } uuid
            ? new UnsupportedImageException(
                child.File, child.PlaceOf("ddb.uuid.parent"), $"is a VirtualBox snapshot over the image {uuid}, whose file it does not name; merge them with VBoxManage clonemedium")
            : new InvalidImageException(
                child.File, child.PlaceOf("parentCID"), $"is a delta over the image with CID {child.ParentCid:x8}, whose file it does not name");
    }

    private async ValueTask<Disk> OpenFileAsync(VmdkDescriptor child, string name, CancellationToken cancellationToken)
    {
        long at = child.PlaceOf("parentFileNameHint");
        if (siblings is null)
        {
            throw new UnsupportedImageException(child.File, at, $"is a delta over \"{name}\"; open it in the folder where its files lie together");
        }

        return await siblings.OpenAsync(name, cancellationToken)
            ?? throw new InvalidImageException(child.File, at, $"is a delta over \"{name}\", which is missing from {siblings.Name}; put it there");
    }

    /// <summary>A parent that was written to since the delta was made does not fit under it any more.</summary>
    private static void CheckIdentity(VmdkDescriptor child, string name, VmdkDescriptor? parent)
    {
        bool byCid = child.ParentCid != VmdkDescriptor.NoParent;
        string expected = byCid ? $"CID {child.ParentCid:x8}" : $"UUID {child.ParentUuid}";
        string actual = byCid ? $"CID {parent?.Cid:x8}" : $"UUID {parent?.ImageUuid}";
        if (expected != actual)
        {
            throw new InvalidImageException(
                child.File,
                child.PlaceOf(byCid ? "parentCID" : "ddb.uuid.parent"),
                $"is a delta over an image with {expected}, but \"{name}\" has {actual}: the parent was changed, or is another one");
        }
    }
}
