using System.Globalization;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Vhd;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Tests.Vhd;

/// <summary>A base and differencing disks over each other, each a random change of the one below, written by our writers.</summary>
internal sealed class VhdChainFiles : IDisposable
{
    private const int Sector = 512;

    private readonly Random _random;
    private readonly List<string> _files = [];

    private VhdChainFiles(int seed) => _random = new Random(seed);

    public TemporaryFolder Folder { get; } = new();

    /// <summary>What the topmost disk holds.</summary>
    public byte[] Content { get; private set; } = [];

    /// <summary>From the topmost child down to the base.</summary>
    public string[] Files => [.. _files];

    public static async Task<VhdChainFiles> MakeAsync(int seed, int depth, int size)
    {
        var chain = new VhdChainFiles(seed) { Content = TestDisk.Mixed(size, seed) };
        chain._files.Add(chain.Folder["base.vhd"]);
        await (seed % 2 == 0
            ? VhdSamples.WriteDynamicAsync(chain.Files[0], new TestDisk(chain.Content))
            : VhdSamples.WriteFixedAsync(chain.Files[0], new TestDisk(chain.Content)));
        for (int i = 1; i <= depth; i++)
        {
            chain.Change();
            string path = chain.Folder[string.Create(CultureInfo.InvariantCulture, $"delta{i}.vhd")];
            await WriteAsync(path, new TestDisk(chain.Content, allData: i % 2 == 0), chain.Files[0]);
            chain._files.Insert(0, path);
        }

        return chain;
    }

    /// <summary>Writes a differencing disk.</summary>
    public static async Task WriteAsync(string path, Disk source, string parentPath, int workers = 2)
    {
        await using VhdParent parent = await VhdParent.OpenAsync(parentPath, ReadOptions.Default, CancellationToken.None);
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
        var id = Appliance.Formats.IO.SeededGuid.Create(path);
        await using var writer = new VhdDifferencingWriter(file, path, parent, source.Length, id, WriteOptions.Default);
        await DiskCopier.CopyAsync(source, writer, workers, progress: null, CancellationToken.None);
    }

    /// <summary>Opens a file with what it finds beside it.</summary>
    public static ValueTask<Disk> OpenAsync(string path, List<string>? remarks = null)
        => VhdImage.OpenAsync(
            FileDisk.Open(path), new LocalFolder(Path.GetDirectoryName(path)!), new ReadOptions { Warn = remark => remarks?.Add(remark) }, CancellationToken.None);

    public void Dispose() => Folder.Dispose();

    /// <summary>Random data, zeros and single bytes at random places, and now and then nothing at all.</summary>
    private void Change()
    {
        byte[] content = [.. Content];
        for (int i = _random.Next(12); i > 0 && content.Length > 0; i--)
        {
            int start = _random.Next(content.Length);
            Span<byte> part = content.AsSpan(start, Math.Min(_random.Next(1, 400 * Sector), content.Length - start));
            switch (_random.Next(3))
            {
                case 0: part.Clear(); break;
                case 1: _random.NextBytes(part); break;
                default: part[0] ^= 1; break;
            }
        }

        Content = content;
    }
}
