using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.Streaming;
using Appliance.Testing;

namespace Appliance.Formats.Tests.Streaming;

/// <summary>Opens images in both ways: as they come by, and at random.</summary>
internal static class ForwardImage
{
    /// <summary>Opens an image that comes by in pieces.</summary>
    public static ValueTask<DiskContent> OpenAsync(
        Stream content, string name, long? length = null, ReadOptions? options = null, SourceOptions? source = null)
        => ForwardImages.OpenAsync(
            new ForwardFile(content, name), length, siblings: null, options ?? ReadOptions.Default, source ?? SourceOptions.Default, CancellationToken.None);

    /// <summary>Reads an image that comes by in pieces of 13 bytes.</summary>
    public static async Task<byte[]> ReadAsync(byte[] image, string name, long? length = null, ReadOptions? options = null, SourceOptions? source = null)
        => await Transfer.ReadAsync(await OpenAsync(new PieceStream(image), name, length, options, source));

    /// <summary>Opens the same image at random.</summary>
    public static async ValueTask<DiskContent> OpenRandomAsync(Disk file)
        => new RandomContent(await DiskImages.OpenAsync(file, siblings: null, ReadOptions.Default, SourceOptions.Default, CancellationToken.None));

    /// <summary>What is wrong with an image, by whoever looks at it; null where it can be read.</summary>
    public static async Task<(ImageException? Problem, (long Length, SortedDictionary<long, ulong> Sums) Sums)> TryAsync(Func<ValueTask<DiskContent>> open)
    {
        try
        {
            return (null, await BlockSums.OfAsync(await open()));
        }
        catch (ImageException e)
        {
            return (e, default);
        }
    }
}
