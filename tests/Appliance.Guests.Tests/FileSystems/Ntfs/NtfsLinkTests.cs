using System.Buffers.Binary;
using System.Text;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ntfs;
using Appliance.Guests.Native.Ntfs3g;
using Appliance.Guests.Trees;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ntfs;

public sealed class NtfsLinkTests
{
    private const uint Junction = 0xA000_0003;
    private const uint SymbolicLink = 0xA000_000C;
    private const uint CompactFile = 0x8000_0017;

    [NeedsToolTheory("mkntfs")]
    [InlineData(Junction, @"\??\C:\Users", FileType.Link, "/Users")]
    [InlineData(Junction, @"\??\C:\users\", FileType.Link, "/users/")]
    [InlineData(Junction, @"\??\D:\Elsewhere", FileType.Other, null)]
    [InlineData(Junction, @"\??\Volume{01234567-89ab-cdef-0123-456789abcdef}\", FileType.Other, null)]
    [InlineData(SymbolicLink, @"\??\C:\Users", FileType.Link, "/Users")]
    [InlineData(0x9000_001A, "cloud", FileType.Other, null)]
    [InlineData(0x8000_0013, "deduplicated", FileType.Other, null)]
    public void Find_ReparsePoint_IsALinkWhereItsTargetIsThere(uint tag, string target, FileType type, string? expected)
    {
        using var image = new NtfsImage(8);
        image.Change(fileSystem => fileSystem.CreateFolders("/Users", "/link"));
        AddReparsePoint(image, "/link", Describe(tag, target, flags: 0));
        FileNode node = image.Read(fileSystem => fileSystem.Find("/LINK"))!;
        Assert.Equal((type, expected), (node.Type, node.Target));
        Assert.Contains(image.Read(fileSystem => fileSystem.List("/")), listed => listed == node);
    }

    [NeedsToolFact("mkntfs")]
    public void Find_RelativeSymbolicLink_IsToldWithSlashes()
    {
        using var image = new NtfsImage(8);
        image.Change(fileSystem => fileSystem.Write("/link", ""));
        AddReparsePoint(image, "/link", Describe(SymbolicLink, @"..\there\file", flags: 1));
        Assert.Equal("../there/file", image.Read(fileSystem => fileSystem.Find("/link"))!.Target);
    }

    [NeedsToolFact("mkntfs", "ntfscat")]
    public void GuestTree_ThroughJunction_ReadsAndWritesWhatItLeadsTo()
    {
        using var image = new NtfsImage(8);
        image.Change(fileSystem =>
        {
            fileSystem.CreateFolders("/Users", "/Documents and Settings");
            fileSystem.Write("/Users/file", "old");
        });
        AddReparsePoint(image, "/Documents and Settings", Describe(Junction, @"\??\C:\Users", flags: 0));
        image.Change(fileSystem =>
        {
            var tree = new GuestTree(fileSystem);
            Assert.Equal("old"u8, tree.ReadBytes("/documents and settings/FILE", 100)!);
            tree.Write("/documents and settings/file", "new"u8);
        });
        Assert.Equal("new"u8, image.Cat("Users/file"));
    }

    [NeedsToolFact("mkntfs")]
    public void OpenRead_CompactFile_SaysHowToUndoIt()
    {
        using var image = new NtfsImage(8);
        image.Change(fileSystem => fileSystem.Write("/notepad.exe", new byte[5000]));
        AddReparsePoint(image, "/notepad.exe", Describe(CompactFile, "", flags: 0));
        Assert.Equal(5000, image.Read(fileSystem => fileSystem.Find("/notepad.exe"))!.Length);
        Assert.Contains("compact /u", Assert.Throws<UnsupportedImageException>(() => image.Read(fileSystem => fileSystem.ReadAll("/notepad.exe"))).Message);
        Assert.Throws<UnsupportedImageException>(() => image.Change(fileSystem => fileSystem.Write("/notepad.exe", "x")));
    }

    [NeedsToolFact("mkntfs", "ntfsfix")]
    public void Delete_Junction_LeavesWhatItLeadsTo()
    {
        using var image = new NtfsImage(8);
        image.Change(fileSystem =>
        {
            fileSystem.CreateFolders("/Users", "/link");
            fileSystem.Write("/Users/file", "x");
        });
        AddReparsePoint(image, "/link", Describe(Junction, @"\??\C:\Users", flags: 0));
        image.Change(fileSystem => fileSystem.Delete("/link"));
        image.RequireClean();
        Assert.Equal(["file"], image.Ls("/Users"));
        Assert.Equal(["Users"], image.Ls("/"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(15)]
    [InlineData(18)]
    [InlineData(30)]
    public void Parse_CutOff_HasNoTarget(int length)
        => Assert.Null(NtfsReparsePoint.Parse(Describe(SymbolicLink, @"\??\C:\Users", flags: 0).AsSpan(0, length)).Target);

    [Fact]
    public void Parse_NameBeyondTheData_HasNoTarget()
    {
        byte[] point = Describe(Junction, @"\??\C:\Users", flags: 0);
        point[8] = 0xF0;
        Assert.Null(NtfsReparsePoint.Parse(point).Target);
    }

    private static byte[] Describe(uint tag, string target, int flags)
    {
        byte[] name = Encoding.Unicode.GetBytes(target);
        int names = tag == SymbolicLink ? 20 : 16;
        var bytes = new byte[names + name.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, tag);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), (ushort)(bytes.Length - 8));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)name.Length);
        if (tag == SymbolicLink)
        {
            bytes[16] = (byte)flags;
        }

        name.CopyTo(bytes, names);
        return bytes;
    }

    private static unsafe void AddReparsePoint(NtfsImage image, string path, byte[] point)
    {
        using var device = new FileDevice(image.Path);
        using var session = new NtfsSession(device, "test", writable: true);
        NtfsEntry entry = new NtfsTree(session).Find(path)!;
        using NtfsInode inode = session.Open(entry.Reference);
        fixed (byte* value = point)
        {
            session.Check(LibNtfs.AddAttribute(inode.Native, (uint)NtfsAttributeType.ReparsePoint, LibNtfs.Unnamed, 0, value, point.Length) == 0, path);
        }

        inode.Attributes |= NtfsAttributes.ReparsePoint;
        inode.SetTimes(new FixedTime(), isNew: false);
        inode.Close();
        session.Flush();
    }
}
