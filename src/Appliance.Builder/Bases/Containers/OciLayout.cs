using Appliance.Formats;

namespace Appliance.Builder.Bases.Containers;

/// <summary>Finds the image for Linux on x86-64 in an OCI image layout.</summary>
/// <param name="files">Its files.</param>
internal sealed class OciLayout(ContainerFiles files)
{
    /// <summary>The document that it begins with.</summary>
    public const string Index = "index.json";

    // An index of indices of all platforms has some 50.
    private const int MostManifests = 1000;
    private const int Deepest = 4;

    private readonly ImageBlobs _blobs = new(files);
    private readonly Dictionary<string, IReadOnlyList<ContainerLayer>> _found = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _others = new(StringComparer.Ordinal);
    private int _manifests;

    /// <summary>The layers of the image, the lowest first.</summary>
    /// <exception cref="InvalidImageException">It is damaged.</exception>
    /// <exception cref="UnsupportedImageException">There is no such image, or there are several.</exception>
    public IReadOnlyList<ContainerLayer> Read()
    {
        Look(_blobs.Read(Index, null, ImageJson.Default.ImageDocument), 0);
        return _found.Count switch
        {
            1 => _found.Values.Single(),
            0 => throw new UnsupportedImageException(files.Name, $"has no image for linux/amd64; it has {(_others.Count == 0 ? "none" : string.Join(", ", _others))}"),
            _ => throw new UnsupportedImageException(files.Name, $"has {_found.Count} images for linux/amd64; copy one of them into an archive of its own"),
        };
    }

    private void Look(ImageDocument index, int depth)
    {
        foreach (ImageDescriptor? descriptor in index.Manifests ?? throw new InvalidImageException(files.Name, "has an index without manifests"))
        {
            if (++_manifests > MostManifests || depth > Deepest)
            {
                throw new InvalidImageException(files.Name, $"has more than {MostManifests} manifests, or indices within each other");
            }

            if (descriptor?.Platform is { IsOurs: false } other)
            {
                _others.Add($"{other}");
            }
            else if (_blobs.Read(descriptor, ImageJson.Default.ImageDocument) is { Manifests: not null, Layers: null } inner)
            {
                Look(inner, depth + 1);
            }
            else
            {
                Take(descriptor!);
            }
        }
    }

    private void Take(ImageDescriptor descriptor)
    {
        ImageDocument manifest = _blobs.Read(descriptor, ImageJson.Default.ImageDocument);
        ImageDescriptor?[] layers = manifest is { Manifests: null, Layers: { } named } ? named
            : throw new InvalidImageException(files.Name, $"{descriptor.Digest} is neither a manifest nor an index");
        ImageConfiguration configuration = _blobs.Read(manifest.Config, ImageJson.Default.ImageConfiguration);
        if (!configuration.Platform.IsOurs)
        {
            _others.Add($"{configuration.Platform}");
            return;
        }

        string[] contents = _blobs.ContentDigests(configuration, layers.Length);
        _found[descriptor.Digest!] = [.. layers.Select((layer, index) => new ContainerLayer($"{files.Name}, layer {index + 1}", _blobs.Find(layer), _blobs.DigitsOf(layer!.Digest), contents[index]))];
    }
}
