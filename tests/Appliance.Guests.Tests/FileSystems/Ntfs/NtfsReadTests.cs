using System.IO.Compression;
using System.Security.Cryptography;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ntfs;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ntfs;

public sealed class NtfsReadTests
{
    [NeedsToolFact("mkntfs", "ntfscp")]
    public void Find_OtherCase_GivesTheNameOnTheDisk()
    {
        using var image = new NtfsImage(8);
        image.Copy([1, 2, 3], "ReadMe.TXT");
        FileNode node = image.Read(fileSystem => fileSystem.Find("/rEADmE.txt"))!;
        Assert.Equal(new FileNode("ReadMe.TXT", FileType.File, 3, FileRights.File), node);
    }

    [NeedsToolFact("mkntfs", "ntfscp")]
    public void Find_NothingThere_IsNull()
    {
        using var image = new NtfsImage(8);
        image.Copy([1], "file");
        Assert.Null(image.Read(fileSystem => fileSystem.Find("/none")));
        Assert.Null(image.Read(fileSystem => fileSystem.Find("/file/below")));
        Assert.Null(image.Read(fileSystem => fileSystem.Find("/none/below")));
        Assert.Equal(FileType.Folder, image.Read(fileSystem => fileSystem.Find("/"))!.Type);
    }

    [NeedsToolFact("mkntfs", "ntfscp")]
    public void List_Root_ShowsNoneOfNtfsOwnFiles()
    {
        using var image = new NtfsImage(8);
        image.Copy([1], "file");
        Assert.Equal("file", Assert.Single(image.Read(fileSystem => fileSystem.List("/"))).Name);
        Assert.Throws<DirectoryNotFoundException>(() => image.Read(fileSystem => fileSystem.List("/file")));
    }

    [NeedsToolFact("mkntfs", "ntfscp")]
    public void OpenRead_PiecesAndSeeks_GiveTheSameBytes()
    {
        using var image = new NtfsImage();
        byte[] content = TestDisk.RandomBytes(1_000_003);
        image.Copy(content, "file");
        using var device = new FileDevice(image.Path, canWrite: false);
        using NtfsFileSystem fileSystem = NtfsFileSystem.Open(device, writable: false);
        using Stream stream = fileSystem.OpenRead("/file");
        stream.Position = 999_990;
        var buffer = new byte[100];
        Assert.Equal(13, stream.ReadAtLeast(buffer, 100, throwOnEndOfStream: false));
        Assert.Equal(content[999_990..], buffer[..13]);
        stream.Seek(262_140, SeekOrigin.Begin);
        stream.ReadExactly(buffer);
        Assert.Equal(content[262_140..262_240], buffer);
        stream.Position = 0;
        Assert.Equal(SHA256.HashData(content), SHA256.HashData(stream));
        Assert.Throws<FileNotFoundException>(() => fileSystem.OpenRead("/"));
    }

    [NeedsToolFact("mkntfs", "ntfstruncate", "ntfscat")]
    public void OpenRead_SparseFile_GivesZerosForHoles()
    {
        using var image = new NtfsImage(8);
        byte[] content = TestDisk.RandomBytes(10_000);
        image.Change(fileSystem => fileSystem.Write("/sparse", content));
        Tool.Run("ntfstruncate", image.Path, InodeOf(image, "sparse"), "3000000");
        byte[] read = image.Read(fileSystem => fileSystem.ReadAll("/sparse"));
        Assert.Equal(3_000_000, read.Length);
        Assert.Equal(content, read[..10_000]);
        Assert.Equal(image.Cat("sparse"), read);
        image.Change(fileSystem => fileSystem.Write("/sparse", content));
        Assert.Equal(content, image.Cat("sparse"));
    }

    [NeedsToolTheory("mkntfs")]
    [InlineData(512)]
    [InlineData(4096)]
    [InlineData(65536)]
    public void FreeBytes_AsClustersOfAnySize_AgreesWithNtfsinfo(int clusterSize)
    {
        using var image = new NtfsImage(33, "-c", $"{clusterSize}");
        image.Change(fileSystem => fileSystem.Write("/file", new byte[1_000_000]));
        string line = Tool.Run("ntfsinfo", "-m", image.Path).Split('\n').Single(line => line.Contains("Free Clusters:", StringComparison.Ordinal));
        long clusters = long.Parse(line.Split(':')[1].Trim().Split(' ')[0]);
        Assert.Equal(clusters * clusterSize, image.Read(fileSystem => fileSystem.FreeBytes));
    }

    [NeedsToolFact("mkntfs")]
    public void Label_BeyondAscii_IsRead()
    {
        using var image = new NtfsImage(8, "-L", "Système 中");
        Assert.Equal("Système 中", image.Read(fileSystem => fileSystem.Label));
    }

    [NeedsCorpusFact("fs/ntfs-samples/ntfs-ptrn.raw.gz")]
    public void List_VolumeByWindows_AgreesWithNtfsls()
    {
        using var folder = new TemporaryFolder();
        using (FileStream image = File.Create(folder["image"]))
        using (var gzip = new GZipStream(File.OpenRead(Corpus.PathOf("fs/ntfs-samples/ntfs-ptrn.raw.gz")), CompressionMode.Decompress))
        {
            gzip.CopyTo(image);
        }

        using var device = new FileDevice(folder["image"]);
        BlockDevice partition = MappedDevice.Slice("partition 1", device, 128 * 512, 2_091_008L * 512);
        using NtfsFileSystem fileSystem = NtfsFileSystem.Open(partition, writable: true);
        Assert.Equal("Slack", fileSystem.Label);
        Assert.Equal(258_073 * 4096L, fileSystem.FreeBytes);
        Assert.Equal(
            ["$RECYCLE.BIN 0", "1.txt 4", "2.txt 1140", "System Volume Information 0", "os_version.txt 44"],
            fileSystem.List("/").Select(node => $"{node.Name} {node.Length}").Order(StringComparer.Ordinal));
        Assert.Equal(1140, fileSystem.ReadAll("/2.TXT").Length);
        fileSystem.Write("/2.txt", TestDisk.RandomBytes(5000));
        fileSystem.Flush();
        Assert.Equal(TestDisk.RandomBytes(5000), fileSystem.ReadAll("/2.txt"));
    }

    private static string InodeOf(NtfsImage image, string name)
        => Tool.Run("ntfsls", "-i", image.Path).Split('\n').Single(line => line.EndsWith(name, StringComparison.Ordinal)).Trim().Split(' ')[0];

    [NeedsCorpusFact("fs/grr-ntfs_img.dd")]
    public void List_SmallVolumeByWindows_FindsItsFiles()
    {
        byte[] disk = File.ReadAllBytes(Corpus.PathOf("fs/grr-ntfs_img.dd"));
        BlockDevice partition = MappedDevice.Slice("partition 1", new MemoryDevice(disk), 63 * 512, disk.Length - (63 * 512));
        using NtfsFileSystem fileSystem = NtfsFileSystem.Open(partition, writable: false);
        Assert.Equal(["Test Directory", "adstest"], fileSystem.List("/").Select(node => node.Name).Order(StringComparer.Ordinal));
        Assert.Contains(fileSystem.List("/test directory"), node => node is { Type: FileType.File, Length: > 0 });
    }
}
