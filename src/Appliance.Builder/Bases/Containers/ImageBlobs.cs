using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Formats.Files;

namespace Appliance.Builder.Bases.Containers;

/// <summary>What the documents of an image name, held against its digests.</summary>
/// <param name="files">The files of the image.</param>
internal sealed class ImageBlobs(ContainerFiles files)
{
    private const string Algorithm = "sha256:";
    private const int MostLayers = 1000; // Docker's own limit is 127

    /// <summary>The blob of a descriptor.</summary>
    /// <exception cref="InvalidImageException">It is not there, or of another size.</exception>
    public FilePart Find(ImageDescriptor? descriptor)
    {
        string digest = DigitsOf(descriptor?.Digest);
        FilePart blob = files.Find(PathOf(digest)) ?? throw new InvalidImageException(files.Name, $"the blob {Algorithm}{digest} is not in it");
        return blob.Length == descriptor!.Size ? blob
            : throw new InvalidImageException(files.Name, $"the blob {Algorithm}{digest} has {blob.Length} bytes, and {descriptor.Size} are announced");
    }

    /// <summary>A document that a descriptor names.</summary>
    /// <exception cref="InvalidImageException">It is not there, not what its digest says, or none of this kind.</exception>
    public T Read<T>(ImageDescriptor? descriptor, JsonTypeInfo<T> type)
    {
        _ = Find(descriptor);
        return Read(PathOf(DigitsOf(descriptor!.Digest)), DigitsOf(descriptor.Digest), type);
    }

    /// <summary>A document that a file name names.</summary>
    /// <param name="name">The file.</param>
    /// <param name="digest">SHA-256 of it; null where nobody says.</param>
    /// <param name="type">What it is read as.</param>
    /// <exception cref="InvalidImageException">It is not there, not what its digest says, or none of this kind.</exception>
    public T Read<T>(string name, string? digest, JsonTypeInfo<T> type)
    {
        byte[] content = files.Read(name);
        if (digest is not null && digest != Convert.ToHexStringLower(SHA256.HashData(content)))
        {
            throw new InvalidImageException(files.Name, $"{RelativeName.Printable(name)} is not what its digest says");
        }

        try
        {
            return JsonSerializer.Deserialize(content, type) ?? throw new InvalidImageException(files.Name, $"{RelativeName.Printable(name)} is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidImageException(files.Name, $"{RelativeName.Printable(name)} is no such document: {e.Message}");
        }
    }

    /// <summary>The digests of the layers' archives, as many as there are layers.</summary>
    /// <exception cref="InvalidImageException">The configuration has others.</exception>
    public string[] ContentDigests(ImageConfiguration configuration, int layers)
    {
        string[] digests = [.. (configuration.Files?.Digests ?? []).Select(DigitsOf)];
        return digests.Length == layers && layers <= MostLayers ? digests
            : throw new InvalidImageException(files.Name, $"has {layers} layers, and digests of {digests.Length}; {MostLayers} are plenty");
    }

    /// <summary>The digits of a digest.</summary>
    /// <exception cref="InvalidImageException">It is none, or not SHA-256.</exception>
    public string DigitsOf(string? digest) => digest?.StartsWith(Algorithm, StringComparison.Ordinal) == true && IsDigits(digest[Algorithm.Length..]) ? digest[Algorithm.Length..]
        : throw new InvalidImageException(files.Name, $"\"{RelativeName.Printable(digest ?? "")}\" is no SHA-256 digest");

    /// <summary>Whether a text is the digits of SHA-256.</summary>
    public static bool IsDigits(string text) => text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigitLower);

    private static string PathOf(string digits) => $"blobs/sha256/{digits}";
}
