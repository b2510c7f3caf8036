using System.Globalization;
using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Testing;

namespace Appliance.Formats.Tests.Qcow2;

/// <summary>Images over each other that qemu-img makes and qemu-io writes to, and what they must hold.</summary>
internal sealed class Qcow2Chain : IDisposable
{
    private const int Sector = 512;
    private static readonly string[] ClusterSizes = ["512", "4k", "16k", "64k", "2M"];

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random;
    private readonly List<string> _files = [];

    private Qcow2Chain(int seed) => _random = new Random(seed);

    /// <summary>What the topmost image holds.</summary>
    public byte[] Content { get; private set; } = [];

    /// <summary>The topmost image.</summary>
    public string Top => _files[0];

    /// <summary>The files below it, from its parent downwards.</summary>
    public IReadOnlyList<string> Backing => [.. _files.Skip(1)];

    /// <summary>Makes a chain of <paramref name="depth"/> images over a raw base or none.</summary>
    public static Qcow2Chain Make(int seed, int depth)
    {
        var chain = new Qcow2Chain(seed);
        if (seed % 2 == 0)
        {
            chain.Content = TestDisk.Mixed(chain.RandomSize(), seed);
            chain._files.Add(chain._folder.Write("base.raw", chain.Content));
        }

        for (int layer = 0; layer < depth; layer++)
        {
            chain.Add(layer);
        }

        return chain;
    }

    /// <summary>Opens the chain as the user would.</summary>
    public ValueTask<Disk> OpenAsync()
        => DiskImages.OpenAsync(
            FileDisk.Open(Top), new LocalFolder(_folder.Path), ReadOptions.Default, new SourceOptions { BackingFiles = Backing }, CancellationToken.None);

    public void Dispose() => _folder.Dispose();

    private int RandomSize() => _random.Next(1, 9000) * Sector;

    private void Add(int layer)
    {
        string path = _folder[string.Create(CultureInfo.InvariantCulture, $"layer{layer}.qcow2")];
        int size = RandomSize();
        string clusters = ClusterSizes[_random.Next(ClusterSizes.Length)];
        bool extended = clusters is "16k" or "64k" or "2M" && _random.Next(2) == 0;
        string compression = _random.Next(2) == 0 ? "zlib" : "zstd";
        string[] backing = _files.Count == 0 ? [] : ["-b", _files[0], "-F", _files[0].EndsWith(".raw", StringComparison.Ordinal) ? "raw" : "qcow2"];
        string options = $"cluster_size={clusters},compression_type={compression},extended_l2={(extended ? "on" : "off")}";
        Tool.Run("qemu-img", ["create", "-q", "-f", "qcow2", "-o", options, .. backing, path, size.ToString(CultureInfo.InvariantCulture)]);
        _files.Insert(0, path);

        byte[] content = Content;
        Array.Resize(ref content, size);
        Content = content;
        Write(path, clusters);
    }

    private void Write(string path, string clusters)
    {
        int cluster = int.Parse(clusters.TrimEnd('k', 'M'), CultureInfo.InvariantCulture)
            * (clusters.EndsWith('k') ? 1 << 10 : clusters.EndsWith('M') ? 1 << 20 : 1);
        var commands = new List<string>();

        // qemu compresses no cluster that is stored already, so these come first, and none twice.
        for (int start = _random.Next(4) * cluster; start + cluster <= Content.Length; start += _random.Next(1, 300) * cluster)
        {
            commands.AddRange(Fill("write -c -P ", start, cluster, (byte)_random.Next(1, 256)));
        }

        for (int i = 0; i < 8; i++)
        {
            int start = _random.Next(Content.Length / Sector) * Sector;
            int length = Math.Min(_random.Next(1, 600) * Sector, Content.Length - start);
            bool zero = _random.Next(3) == 0;
            commands.AddRange(Fill(zero ? "write -z " : "write -P ", start, length, zero ? (byte)0 : (byte)_random.Next(1, 256)));
        }

        Tool.Run("qemu-io", ["-f", "qcow2", .. commands, path]);
    }

    private string[] Fill(string how, int start, int length, byte value)
    {
        Content.AsSpan(start, length).Fill(value);
        string pattern = value == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{value} ");
        return ["-c", string.Create(CultureInfo.InvariantCulture, $"{how}{pattern}{start} {length}")];
    }
}
