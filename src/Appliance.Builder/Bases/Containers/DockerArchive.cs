using Appliance.Formats;
using Appliance.Formats.Files;

namespace Appliance.Builder.Bases.Containers;

/// <summary>Finds the image in what <c>docker save</c> has written.</summary>
/// <param name="files">Its files.</param>
internal sealed class DockerArchive(ContainerFiles files)
{
    /// <summary>The document that it begins with.</summary>
    public const string List = "manifest.json";

    private readonly ImageBlobs _blobs = new(files);

    /// <summary>The layers of the image, the lowest first.</summary>
    /// <exception cref="InvalidImageException">It is damaged.</exception>
    /// <exception cref="UnsupportedImageException">There are several images, or it is for another machine.</exception>
    public IReadOnlyList<ContainerLayer> Read()
    {
        SavedImage[] images = _blobs.Read(List, null, ImageJson.Default.SavedImageArray);
        SavedImage image = images is [{ } one] ? one
            : throw new UnsupportedImageException(files.Name, $"has {images.Length} images{string.Concat(images.Select(other => $" {RelativeName.Printable(other?.Tags?.FirstOrDefault() ?? "")}"))}; save one by itself");
        string name = image.Config ?? throw new InvalidImageException(files.Name, $"{List} names no configuration");
        string digits = Path.GetFileNameWithoutExtension(name);
        ImageConfiguration configuration = _blobs.Read(name, ImageBlobs.IsDigits(digits) ? digits : null, ImageJson.Default.ImageConfiguration);
        if (!configuration.Platform.IsOurs)
        {
            throw new UnsupportedImageException(files.Name, $"is an image for {configuration.Platform}, and appliances are for linux/amd64");
        }

        string?[] layers = image.Layers ?? [];
        string[] contents = _blobs.ContentDigests(configuration, layers.Length);
        return [.. layers.Select((layer, index) => LayerOf(layer ?? "", index, contents[index]))];
    }

    private ContainerLayer LayerOf(string layer, int index, string content) => files.Find(layer) is { } blob
        ? new ContainerLayer($"{files.Name}, layer {index + 1}", blob, null, content)
        : throw new InvalidImageException(files.Name, $"{RelativeName.Printable(layer)} is not in it");
}
