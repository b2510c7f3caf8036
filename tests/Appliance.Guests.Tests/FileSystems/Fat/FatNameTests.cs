using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Fat;

public sealed class FatNameTests
{
    [NeedsToolTheory("mkfs.fat", "mcopy", "fsck.fat")]
    [InlineData("BOOTX64.EFI", "BOOTX64.EFI")]
    [InlineData("grubx64.efi", "GRUBX64.EFI")]
    [InlineData("a name with blanks.conf", "ANAMEW~1.CON")]
    [InlineData(".hidden", "HIDDEN~1")]
    [InlineData("a.b.c", "AB~1.C")]
    [InlineData("vmlinuz-6.1.0-28-amd64", "VMLINU~1.0-2")]
    [InlineData("é中文😀.txt", "_____~1.TXT")]
    [InlineData("exactly13char", "EXACTL~1")]
    [InlineData("fourteen chars", "FOURTE~1")]
    public void Write_AnyName_KeepsItAndMakesAShortOne(string name, string shortName)
    {
        using FatImage image = FatImage.Create(16);
        image.Change(fileSystem => fileSystem.Write("/" + name, "x"));
        Assert.Equal(name, Assert.Single(image.Read(fileSystem => fileSystem.List("/"))).Name);
        Assert.Equal(name, image.Read(fileSystem => fileSystem.Find("/" + shortName))?.Name);
        Assert.Equal("x"u8, image.Type("/" + shortName));
    }

    [NeedsToolFact("mkfs.fat", "mcopy", "fsck.fat")]
    public void Write_NamesWithTheSameShortName_AreCounted()
    {
        using FatImage image = FatImage.Create(16);
        image.Change(fileSystem =>
        {
            for (int i = 1; i <= 12; i++)
            {
                fileSystem.Write($"/long file name {i}.txt", $"{i}");
            }
        });
        Assert.Equal("9"u8, image.Type("/LONGFI~9.TXT"));
        Assert.Equal("10"u8, image.Type("/LONGF~10.TXT"));
    }

    [NeedsToolTheory("mkfs.fat", "fsck.fat")]
    [InlineData("/a:b")]
    [InlineData("/end.")]
    [InlineData("/end ")]
    [InlineData("/tab\t")]
    public void Write_NameThatCannotBe_IsRefused(string path)
    {
        using FatImage image = FatImage.Create(12);
        image.Change(fileSystem => Assert.Throws<IOException>(() => fileSystem.Write(path, "x")));
    }

    [NeedsToolFact("mkfs.fat", "fsck.fat")]
    public void Write_RootFolderOfFat12IsFull_LeavesNothing()
    {
        using FatImage image = FatImage.Create(12);
        image.Change(fileSystem =>
        {
            for (int i = 0; i < 224; i++)
            {
                fileSystem.Write($"/F{i}", "x");
            }

            long free = fileSystem.FreeBytes;
            Assert.Contains("full", Assert.Throws<IOException>(() => fileSystem.Write("/ONE", "x")).Message);
            Assert.Equal(free, fileSystem.FreeBytes);
        });
    }
}
