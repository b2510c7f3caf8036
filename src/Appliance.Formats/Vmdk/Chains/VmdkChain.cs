using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vmdk;

/// <summary>Follows an image to its parents, and lays the deltas over each other.</summary>
/// <param name="folder">Where the image's other files are; null where they are out of reach.</param>
/// <param name="options">Limits and warnings.</param>
internal sealed class VmdkChain(IFileFolder? folder, ReadOptions options)
{
    // VMware makes 32 snapshots, other tools more; each is an open file and a step of every read.
    private const int MaxDepth = 512;

    private readonly HashSet<string> _seen = [];

    // Where the image is that was opened last.
    private IFileFolder? _folder = folder;

    /// <summary>Opens an image with all its parents; takes ownership of <paramref name="file"/>, also where that fails.</summary>
    /// <exception cref="InvalidImageException">An image of the chain is missing, changed, damaged, or its own ancestor.</exception>
    /// <exception cref="UnsupportedImageException">An image is of a kind that is not read, in another folder, or there is no folder.</exception>
    public async ValueTask<Disk> OpenAsync(Disk file, CancellationToken cancellationToken)
    {
        await using var layers = new OwnedDisks();
        _seen.Add($"{_folder?.Name}/{Path.GetFileName(file.Name)}");
        for (VmdkLink? link = await OpenLinkAsync(file, cancellationToken); link is not null;)
        {
            layers.Add(link.Disk);
            link = link.Descriptor is { IsDelta: true } ? await OpenParentAsync(link.Descriptor, cancellationToken) : null;
        }

        return layers.HandTo(DeltaDisk.Over);
    }

    private ValueTask<VmdkLink> OpenLinkAsync(Disk file, CancellationToken cancellationToken)
        => new VmdkLinkOpener(_folder, options).OpenAsync(file, cancellationToken);

    private async ValueTask<VmdkLink> OpenParentAsync(VmdkDescriptor child, CancellationToken cancellationToken)
    {
        VmdkParent parent = await new VmdkParentSearch(child, _folder).FindAsync(_seen.Contains, cancellationToken);
        _seen.Add($"{_folder!.Name}/{parent.Name}");
        _folder = parent.Folder;
        VmdkLink link = await OpenLinkAsync(parent.File, cancellationToken);
        await using var opened = new Ownership<Disk>(link.Disk);
        CheckDepth(child);
        CheckIdentity(child, parent.Name, link.Descriptor);
        opened.Release();
        return link;
    }

    private void CheckDepth(VmdkDescriptor child)
    {
        if (_seen.Count > MaxDepth)
        {
            throw new InvalidImageException(
                child.File, child.PlaceOf("parentFileNameHint"), $"the chain has more than {MaxDepth} images; consolidate the snapshots first");
        }
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
