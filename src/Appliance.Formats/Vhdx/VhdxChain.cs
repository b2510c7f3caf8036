using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vhdx;

/// <summary>A VHDX and its parents, down to one that needs none.</summary>
internal sealed class VhdxChain(IFileFolder? siblings, ReadOptions options) : IAsyncDisposable
{
    // Hyper-V recommends far less; each layer costs an open file and stack.
    private const int MaxDepth = 256;

    // In the order in which MS-VHDX 2.6.2.6.3 wants them tried.
    private static readonly string[] PathKeys = ["relative_path", "volume_path", "absolute_win32_path"];
    private static readonly string[] LinkageKeys = ["parent_linkage", "parent_linkage2"];

    private readonly OwnedDisks _disks = new();
    private readonly HashSet<Guid> _seen = [];

    /// <summary>Opens the chain that starts at <paramref name="file"/>, and owns the file from now on.</summary>
    /// <exception cref="ImageException">A file of the chain is missing, damaged, refused or another one than expected.</exception>
    public async ValueTask<Disk> OpenAsync(Disk file, CancellationToken cancellationToken)
    {
        VhdxLayer layer = await AddAsync(file, cancellationToken);
        while (layer.Parent is { } locator)
        {
            layer = await AddParentAsync(layer.File.Name, locator, cancellationToken);
        }

        return _disks.HandTo(DeltaDisk.Over);
    }

    /// <summary>Closes the files that were opened, unless the chain was handed over.</summary>
    public ValueTask DisposeAsync() => _disks.DisposeAsync();

    private async ValueTask<VhdxLayer> AddAsync(Disk file, CancellationToken cancellationToken)
    {
        _disks.Add(file);
        VhdxLayer layer = await VhdxLayer.ReadAsync(file, options, cancellationToken);
        _disks.WrapLast(layer.Disk);
        _seen.Add(layer.Identity);
        return layer;
    }

    private async ValueTask<VhdxLayer> AddParentAsync(
        string child, IReadOnlyDictionary<string, string> locator, CancellationToken cancellationToken)
    {
        Guid[] expected = [.. LinkageKeys.Select(locator.GetValueOrDefault).Where(text => Guid.TryParse(text, out _)).Select(text => Guid.Parse(text!))];
        CheckEnd(child, expected);
        VhdxLayer parent = await AddAsync(await OpenParentAsync(child, locator, cancellationToken), cancellationToken);
        if (!expected.Contains(parent.Identity))
        {
            throw new InvalidImageException(
                child, $"was made over another state of \"{parent.File.Name}\": it expects {Join(expected)}, the file is {parent.Identity}; it is another disk, or was changed");
        }

        return parent;
    }

    private void CheckEnd(string child, Guid[] expected)
    {
        if (expected.FirstOrDefault(_seen.Contains) is var again && again != Guid.Empty)
        {
            throw new InvalidImageException(child, $"the chain of parents comes back to {again}: it is cyclic");
        }

        if (_disks.Count >= MaxDepth)
        {
            throw new UnsupportedImageException(child, $"has more than {MaxDepth} parents; merge some of them first");
        }
    }

    /// <summary>Stored paths are those of the machine that made the file, so only their last part counts, and only files beside the child are looked at.</summary>
    private async ValueTask<Disk> OpenParentAsync(
        string child, IReadOnlyDictionary<string, string> locator, CancellationToken cancellationToken)
    {
        string[] names = [.. PathKeys.Select(locator.GetValueOrDefault).OfType<string>().Select(BaseName).Where(IsUsable).Distinct(StringComparer.Ordinal)];
        string wanted = names.Length == 0 ? "of unknown name" : $"\"{string.Join("\" or \"", names.Select(RelativeName.Printable))}\"";
        if (siblings is null)
        {
            throw new UnsupportedImageException(
                child, $"is a differencing disk, and its parent {wanted} is out of reach; put both into one folder and open it there");
        }

        foreach (string name in names)
        {
            if (await siblings.OpenAsync(name, cancellationToken) is { } parent)
            {
                return parent;
            }
        }

        throw new InvalidImageException(child, $"is a differencing disk, and its parent {wanted} is missing from {siblings.Name}; put it there");
    }

    private static string BaseName(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..].TrimEnd('\0');

    private static bool IsUsable(string name) => name is not ("" or "." or "..") && !name.Contains(':', StringComparison.Ordinal) && !name.Any(char.IsControl);

    private static string Join(Guid[] ids) => ids.Length == 0 ? "none" : string.Join(" or ", ids);
}
