using System.Security.Cryptography;
using System.Text;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Fat;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Fat;

public sealed class FatReadTests
{
    public static TheoryData<int> Types => [12, 16, 32];

    [NeedsToolTheory("mkfs.fat", "mcopy", "mmd")]
    [MemberData(nameof(Types))]
    public void OpenRead_FilesByMtools_GiveTheirContent(int bits)
    {
        using FatImage image = FatImage.Create(bits);
        byte[] content = TestDisk.RandomBytes(600_003);
        Tool.Run("mmd", "-i", image.Path, "::/EFI", "::/EFI/a longer folder");
        image.Copy(content, "/EFI/a longer folder/A File.bin");
        Assert.Equal(SHA256.HashData(content), image.Read(fileSystem => SHA256.HashData(fileSystem.ReadAll("/efi/A LONGER FOLDER/a file.BIN"))));
        Assert.Equal("A File.bin", image.Read(fileSystem => fileSystem.Find("/efi/a longer folder/a file.bin"))!.Name);
    }

    [NeedsToolFact("mkfs.fat", "mcopy", "mdel")]
    public void OpenRead_FileInPieces_GivesItsContent()
    {
        using FatImage image = FatImage.Create(12);
        for (int i = 0; i < 40; i++)
        {
            image.Copy(TestDisk.RandomBytes(2000, i), $"/F{i}");
        }

        Tool.Run("mdel", ["-i", image.Path, .. Enumerable.Range(0, 20).Select(i => $"::/F{i * 2}")]);
        byte[] content = TestDisk.RandomBytes(1_200_000);
        image.Copy(content, "/big");
        Assert.Equal(content, image.Read(fileSystem => fileSystem.ReadAll("/big")));
    }

    [NeedsToolFact("mkfs.fat", "mcopy", "mmd")]
    public void Find_NothingThere_IsNull()
    {
        using FatImage image = FatImage.Create(16);
        image.Copy([1], "/file");
        Assert.Null(image.Read(fileSystem => fileSystem.Find("/none")));
        Assert.Null(image.Read(fileSystem => fileSystem.Find("/none/below")));
        Assert.Null(image.Read(fileSystem => fileSystem.Find("/file/below")));
        Assert.Equal(FileType.Folder, image.Read(fileSystem => fileSystem.Find("/"))!.Type);
        Assert.Throws<DirectoryNotFoundException>(() => image.Read(fileSystem => fileSystem.List("/file")));
        Assert.Throws<FileNotFoundException>(() => image.Read(fileSystem => fileSystem.OpenRead("/none")));
    }

    [NeedsToolTheory("mkfs.fat")]
    [MemberData(nameof(Types))]
    public void FreeBytes_OfNewFileSystem_AgreesWithMdir(int bits)
    {
        using FatImage image = FatImage.Create(bits);
        string line = Tool.Run("mdir", "-i", image.Path, "::/").Split('\n').Single(line => line.Contains("bytes free", StringComparison.Ordinal));
        Assert.Equal(string.Concat(line.Where(char.IsAsciiDigit)), image.Read(fileSystem => $"{fileSystem.FreeBytes}"));
    }

    [NeedsToolFact("mkfs.fat")]
    public void Label_OfNewFileSystem_IsRead()
    {
        using var image = new FatImage(1440, "-n", "MY DISK 1 A");
        Assert.Equal("MY DISK 1 A", image.Read(fileSystem => fileSystem.Label));
        Assert.Empty(image.Read(fileSystem => fileSystem.List("/")));
    }

    [NeedsToolFact("mkfs.fat")]
    public void List_NameInLowerCaseBits_IsShownSo()
    {
        using FatImage image = FatImage.Create(12);
        image.Change(fileSystem => fileSystem.Write("/LOADER.CON", "x"));
        byte[] volume = File.ReadAllBytes(image.Path);
        int slot = volume.AsSpan().IndexOf("LOADER  CON"u8);
        volume[slot + 12] = 0x18;
        using FatFileSystem fileSystem = FatFileSystem.Open(new MemoryDevice(volume), writable: false);
        Assert.Equal("loader.con", Assert.Single(fileSystem.List("/")).Name);
    }

    [Fact]
    public void Open_NoFat_IsDamaged()
    {
        Assert.Throws<Formats.InvalidImageException>(() => FatFileSystem.Open(new MemoryDevice(new byte[1 << 20]), writable: false));
        Assert.Throws<Formats.InvalidImageException>(() => FatFileSystem.Open(new MemoryDevice(Encoding.ASCII.GetBytes("short")), writable: false));
    }
}
