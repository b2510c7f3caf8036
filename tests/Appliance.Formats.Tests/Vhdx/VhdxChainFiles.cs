using System.Globalization;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Vhdx;
using Appliance.Testing;

namespace Appliance.Formats.Tests.Vhdx;

/// <summary>A base and differencing disks over each other, each a random change of the one below.</summary>
internal sealed class VhdxChainFiles : IDisposable
{
    private readonly Random _random;
    private readonly int _sectorSize;
    private readonly bool _leavesGarbage;
    private readonly List<string> _files = [];
    private Guid _below;

    private VhdxChainFiles(int seed, int sectorSize)
        => (_random, _sectorSize, _leavesGarbage) = (new Random(seed), sectorSize, seed % 2 == 1);

    public TemporaryFolder Folder { get; } = new();

    /// <summary>What the topmost disk holds.</summary>
    public byte[] Content { get; private set; } = [];

    /// <summary>From the topmost child down to the base.</summary>
    public string[] Files => [.. _files];

    public static VhdxChainFiles Make(int seed, int depth, int size, int sectorSize)
    {
        var chain = new VhdxChainFiles(seed, sectorSize);
        chain.Add(new byte[size], TestDisk.Mixed(size, seed), seed);
        for (int i = 0; i < depth; i++)
        {
            byte[] below = chain.Content;
            chain.Add(below, chain.Change(), seed);
        }

        return chain;
    }

    public ValueTask<Disk> OpenAsync(IFileFolder? folder = null)
        => VhdxImage.OpenAsync(FileDisk.Open(Files[0]), folder ?? new LocalFolder(Folder.Path), ReadOptions.Default, CancellationToken.None);

    public void Dispose() => Folder.Dispose();

    private void Add(byte[] below, byte[] content, int seed)
    {
        bool hasParent = _files.Count > 0;
        int blockSize = VhdxBytes.MiB << _random.Next(2);
        var id = new Guid(seed, (short)_files.Count, 0x7777, 1, 2, 3, 4, 5, 6, 7, 8);
        var file = new VhdxBytes(content.Length, blockSize, _sectorSize, hasParent) { DataWriteId = id };
        if (hasParent)
        {
            string name = Path.GetFileName(_files[0]);
            file.Parent.Add(("parent_linkage", $"{{{_below}}}"));
            file.Parent.Add(_random.Next(3) switch
            {
                0 => ("relative_path", $@"..\elsewhere\{name}"),
                1 => ("volume_path", $@"\\?\Volume{{26A21BDA-A627-11D7-9931-806E6F6E6963}}\VMs\{name}"),
                _ => ("absolute_win32_path", $@"C:\VMs\{name}"),
            });
        }

        PutBlocks(file, below, content);
        string path = Folder[string.Create(CultureInfo.InvariantCulture, $"disk{_files.Count}.vhdx")];
        File.WriteAllBytes(path, file.ToArray());
        _files.Insert(0, path);
        (Content, _below) = (content, id);
    }

    private void PutBlocks(VhdxBytes file, byte[] below, byte[] content)
    {
        // No test disk is larger than one chunk, which is 4 GiB.
        var bitmap = new byte[VhdxBytes.MiB];
        bool usesBitmap = false;
        for (int start = 0; start < content.Length; start += file.BlockSize)
        {
            int length = Math.Min(file.BlockSize, content.Length - start);
            ReadOnlySpan<byte> data = content.AsSpan(start, length);
            int block = start / file.BlockSize;
            if (data.SequenceEqual(below.AsSpan(start, length)))
            {
                continue;
            }

            if (!data.ContainsAnyExcept((byte)0))
            {
                // libvhdi reads the parent under blocks of all these states, also of the one that is zero by the specification.
                file.PutBlock(block, _leavesGarbage ? (ulong)_random.Next(1, 4) : 6, _leavesGarbage ? [] : data);
            }
            else if (!file.HasParent || _random.Next(3) == 0)
            {
                file.PutBlock(block, 6, data);
            }
            else
            {
                file.PutBlock(block, 7, Mark(data, below.AsSpan(start, length), bitmap, start / _sectorSize));
                usesBitmap = true;
            }
        }

        if (usesBitmap)
        {
            file.PutBitmap(0, bitmap);
        }
    }

    /// <summary>
    /// Sets the bits of the sectors that differ. The others get garbage, which nobody may read, but for even seeds:
    /// libvhdi (20210425) takes the bits behind a run, to the end of their byte, for set.
    /// </summary>
    private byte[] Mark(ReadOnlySpan<byte> data, ReadOnlySpan<byte> below, byte[] bitmap, int firstSector)
    {
        byte[] stored = data.ToArray();
        for (int start = 0; start < data.Length; start += _sectorSize)
        {
            int length = Math.Min(_sectorSize, data.Length - start);
            int sector = firstSector + (start / _sectorSize);
            if (data.Slice(start, length).SequenceEqual(below.Slice(start, length)))
            {
                stored.AsSpan(start, _leavesGarbage ? length : 0).Fill(0xBD);
            }
            else
            {
                bitmap[sector / 8] |= (byte)(1 << (sector % 8));
            }
        }

        return stored;
    }

    private byte[] Change()
    {
        byte[] content = [.. Content];
        for (int i = _random.Next(12); i > 0; i--)
        {
            int start = _random.Next(content.Length);
            Span<byte> part = content.AsSpan(start, Math.Min(_random.Next(1, 3 << 20), content.Length - start));
            switch (_random.Next(3))
            {
                case 0: part.Clear(); break;
                case 1: _random.NextBytes(part[..Math.Min(part.Length, 200_000)]); break;
                default: part[0] ^= 1; break;
            }
        }

        return content;
    }
}
