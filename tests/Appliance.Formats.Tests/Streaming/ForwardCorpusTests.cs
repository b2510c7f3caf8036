using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Streaming;

/// <summary>Images of foreign writers come by in pieces of 13 bytes, and are what they are when they are read at random.</summary>
public sealed class ForwardCorpusTests
{
    // Thirteen bytes at a time, more would be most of the suite's time.
    private const long MaxFile = 4 << 20;

    public static TheoryData<string> Images()
    {
        var data = new TheoryData<string>();
        foreach (string folder in Corpus.Root is null ? [] : (string[])["vmdk", "vhd", "malformed"])
        {
            foreach (string path in Directory.EnumerateFiles(Corpus.PathOf(folder), "*.*", SearchOption.AllDirectories)
                .Where(path => Path.GetExtension(path) is ".vmdk" or ".vhd" && new FileInfo(path).Length <= MaxFile)
                .Order(StringComparer.Ordinal))
            {
                data.Add(Path.GetRelativePath(Corpus.Root!, path));
            }
        }

        return data;
    }

    [NeedsCorpusTheory]
    [MemberData(nameof(Images))]
    public async Task Read_ImageComesBy_IsWhatItIsAtRandom(string path)
    {
        byte[] image = await File.ReadAllBytesAsync(Corpus.PathOf(path));
        string name = Path.GetFileName(path);
        (ImageException? expected, var sums) = await ForwardImage.TryAsync(() => ForwardImage.OpenRandomAsync(new TestDisk(image, name, allData: true)));

        (ImageException? actual, var come) = await ForwardImage.TryAsync(() => ForwardImage.OpenAsync(new PieceStream(image), name, image.Length));

        Assert.True((expected is null) == (actual is null), $"at random: {expected?.Message ?? "read"}; as it comes: {actual?.Message ?? "read"}");
        if (expected is null)
        {
            BlockSums.Same(sums, come);
        }
    }
}
