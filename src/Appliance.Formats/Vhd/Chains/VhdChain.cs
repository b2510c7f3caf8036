using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vhd;

/// <summary>A VHD and its parents, down to one that needs none.</summary>
internal sealed class VhdChain(IFileFolder? siblings, ReadOptions options) : IAsyncDisposable
{
    // Xen's storage managers stop at 30, Hyper-V recommends far less; each layer costs an open file and stack.
    private const int MaxDepth = 256;

    private readonly OwnedDisks _disks = new();
    private readonly HashSet<Guid> _seen = [];

    /// <summary>Opens the chain that starts at <paramref name="file"/>, and owns the file from now on.</summary>
    /// <exception cref="ImageException">A file of the chain is missing, damaged or refused.</exception>
    public async ValueTask<Disk> OpenAsync(Disk file, CancellationToken cancellationToken)
    {
        VhdLayer? layer = await AddAsync(file, cancellationToken);
        while (layer is { NeedsParent: true })
        {
            layer = await AddParentAsync(layer, cancellationToken);
        }

        return _disks.HandTo(DeltaDisk.Over);
    }

    /// <summary>Closes the files that were opened, unless the chain was handed over.</summary>
    public ValueTask DisposeAsync() => _disks.DisposeAsync();

    private async ValueTask<VhdLayer> AddAsync(Disk file, CancellationToken cancellationToken)
    {
        _disks.Add(file);
        VhdLayer layer = await VhdLayer.ReadAsync(file, options, cancellationToken);
        _disks.WrapLast(layer.Disk);
        _seen.Add(layer.Footer.Id);
        return layer;
    }

    /// <summary>Adds the parent of <paramref name="child"/>; returns null for a raw image, which ends the chain.</summary>
    private async ValueTask<VhdLayer?> AddParentAsync(VhdLayer child, CancellationToken cancellationToken)
    {
        Guid wanted = child.Header!.ParentId;
        CheckEnd(child, wanted);
        Disk file = await VhdParentName.OpenAsync(child, siblings, cancellationToken);
        if (wanted == Guid.Empty)
        {
            // blktap leaves the identity empty where the parent is a raw image.
            _disks.Add(file);
            return null;
        }

        VhdLayer parent = await AddAsync(file, cancellationToken);
        if (parent.Footer.Id != wanted)
        {
            throw new InvalidImageException(
                child.File.Name, $"its parent \"{parent.File.Name}\" has identity {parent.Footer.Id}, not {wanted}; it is another disk, or was changed");
        }

        return parent;
    }

    private void CheckEnd(VhdLayer child, Guid wanted)
    {
        if (_seen.Contains(wanted))
        {
            throw new InvalidImageException(child.File.Name, $"the chain of parents comes back to {wanted}: it is cyclic");
        }

        if (_disks.Count >= MaxDepth)
        {
            throw new UnsupportedImageException(child.File.Name, $"has more than {MaxDepth} parents; merge some of them first");
        }
    }
}
