using System.IO.Compression;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ext;

/// <summary>File systems by foreign kernels and tools, read and compared with debugfs.</summary>
public sealed class ExtCorpusTests
{
    public static TheoryData<string, int> Images => new()
    {
        { "fs/discutils/data.ext4.dat.gz", 2 },
        { "fs/dissect/ext4.bin.gz", 2 },
        { "fs/dissect/ext4_symlink_test3.bin.gz", 2 },
        { "fs/go-ext4/tiny.ext4", 2 },
        { "fs/go-ext4/hierarchy_32.ext4", 5 },
        { "fs/go-ext4/hierarchy_64.ext4", 5 },
        { "fs/velociraptor-ext4_tests.zip", 5 },
        { "raw/dfvfs/ext2.raw.xz", 5 },
    };

    [NeedsCorpusTheory]
    [MemberData(nameof(Images))]
    public void Read_WholeTree_DebugfsSaysTheSame(string name, int leastFiles)
    {
        Assert.True(Corpus.Has(name), name);
        using ExtImage image = ExtImage.From(Unpack(name));
        int files = 0;

        image.Read(fileSystem =>
        {
            foreach ((string path, FileNode node) in Walk(fileSystem, "/"))
            {
                files++;
                Compare(image, fileSystem, path, node);
            }

            return 0;
        });

        Assert.InRange(files, leastFiles, 10_000);
    }

    [NeedsCorpusTheory]
    [MemberData(nameof(Images))]
    public void Change_WhatOthersMade_E2fsckFindsNoMoreThanBefore(string name, int leastFiles)
    {
        using ExtImage image = ExtImage.From(Unpack(name));
        if (image.Debug("stats -h").Contains("Free inodes:              0"))
        {
            image.Change(fileSystem => Assert.Throws<UnsupportedImageException>(() => fileSystem.CreateFolder("/appliance", FileRights.Program)));
            return;
        }

        int before = Tool.TryRun("e2fsck", "-fn", image.Path).ExitCode;

        image.Change(fileSystem =>
        {
            fileSystem.CreateFolder("/appliance", FileRights.Program);
            fileSystem.Write("/appliance/file", new MemoryStream(new byte[leastFiles * 1000]), FileRights.File);
            fileSystem.CreateLink("/appliance/link", new string('t', 100));
        });

        (int after, string output, string error) = Tool.TryRun("e2fsck", "-fn", image.Path);
        Assert.True(after <= before, output + error);
        Assert.Equal(new byte[leastFiles * 1000], image.Dump("/appliance/file"));
    }

    private static void Compare(ExtImage image, ExtFileSystem fileSystem, string path, FileNode node)
    {
        string stat = image.Debug($"stat \"{path}\"");
        string type = node.Type switch { FileType.File => "regular", FileType.Folder => "directory", FileType.Link => "symlink", _ => "" };
        Assert.Contains($"Type: {type}", stat);
        Assert.Contains($"Mode:  {Convert.ToString(node.Rights.Mode, 8).PadLeft(4, '0')}", stat);
        Assert.Equal($"{node.Rights.Owner} {node.Rights.Group}", string.Join(' ', stat.Split("User:")[1].Split("Project:")[0].Split("Size:")[0].Split("Group:").Select(part => part.Trim())));
        if (node.Type == FileType.File)
        {
            Assert.Equal(image.Dump(path), ExtFileSystemReadTests.ReadAll(fileSystem, path));
        }
        else if (node.Type == FileType.Link && stat.Contains("Fast link dest:"))
        {
            Assert.Contains($"Fast link dest: \"{node.Target}\"", stat);
        }
    }

    private static IEnumerable<(string Path, FileNode Node)> Walk(ExtFileSystem fileSystem, string folder)
    {
        foreach (FileNode node in fileSystem.List(folder))
        {
            string path = folder.TrimEnd('/') + "/" + node.Name;
            yield return (path, node);
            if (node.Type != FileType.Folder)
            {
                continue;
            }

            foreach ((string Path, FileNode Node) below in Walk(fileSystem, path))
            {
                yield return below;
            }
        }
    }

    private static byte[] Unpack(string name)
    {
        using var folder = new TemporaryFolder();
        using Stream file = File.OpenRead(Corpus.PathOf(name));
        switch (Path.GetExtension(name))
        {
            case ".gz":
                return ReadAll(new GZipStream(file, CompressionMode.Decompress));
            case ".zip":
                using (var archive = new ZipArchive(file))
                {
                    return ReadAll(archive.Entries[0].Open());
                }

            case ".xz":
                File.Copy(Corpus.PathOf(name), folder["image.xz"]);
                Tool.Run("xz", "-d", folder["image.xz"]);
                return File.ReadAllBytes(folder["image"]);
            default:
                return ReadAll(file);
        }
    }

    private static byte[] ReadAll(Stream stream)
    {
        using (stream)
        {
            var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        }
    }
}
