using Appliance.Formats.Vmdk;

namespace Appliance.Formats.Detection;

/// <summary>Decides whether a file without any signature may be taken for the plain bytes of a disk.</summary>
internal static class RawImage
{
    private const int Sector = 512;

    /// <summary>Refuses what is more likely a damaged or foreign file than a disk.</summary>
    /// <exception cref="InvalidImageException">The name claims a structured format, or the length is no disk's.</exception>
    public static void Check(string name, long length)
    {
        if (FormatNames.ClaimOf(name) is { } claim)
        {
            string way = VmdkFileNames.DescriptorOf(Path.GetFileName(name)) is { } descriptor ? $"put its descriptor {descriptor} beside it, or " : "";
            throw new InvalidImageException(
                name, $"is no {claim}: signature missing; {way}if it holds the plain bytes of a disk, say so with --from raw");
        }
        if (length == 0 || length % Sector != 0)
        {
            throw new InvalidImageException(
                name, $"has no known signature, and {length} bytes are no whole sectors of a raw disk; --from raw takes it as it is");
        }
    }
}
