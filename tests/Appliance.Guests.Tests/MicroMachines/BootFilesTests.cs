using System.Text;
using Appliance.Formats;
using Appliance.Guests.MicroMachines;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.MicroMachines;

/// <summary>What the machine boots from, without booting it.</summary>
public sealed class BootFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsToolFact("qemu-system-x86_64")]
    public void Files_AreMadeOnceAndKept()
    {
        BootFiles files = BootFiles.Prepare(_folder.Path);
        File.WriteAllText(files.Initramfs, "mine");
        BootFiles again = BootFiles.Prepare(_folder.Path);

        Assert.Equal(files, again);
        Assert.Equal("mine", File.ReadAllText(again.Initramfs));
        Assert.Equal("\u007fELF", Encoding.Latin1.GetString(File.ReadAllBytes(files.Kernel), 0, 4));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Folder_OfTheCache_ReplacesThoseBeforeIt()
    {
        new BootFolder(_folder.Path, "old").Fill([1], [2]);
        var folder = new BootFolder(_folder.Path, "new");

        Assert.False(folder.Exists);
        folder.Fill([3], [4]);
        folder.Fill([5], [6]);

        Assert.True(folder.Exists);
        Assert.Equal([3], File.ReadAllBytes(folder.Kernel));
        Assert.Equal([4], File.ReadAllBytes(folder.Initramfs));
        Assert.Equal(["new"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Kernel_IsTheNewestThatHasItsModules()
    {
        foreach (string release in (string[])["6.1.0-9-amd64", "6.1.0-10-amd64", "6.12.0-1-amd64"])
        {
            _folder.Write($"boot/vmlinuz-{release}", "kernel");
        }

        _folder.Write("modules/6.1.0-9-amd64/modules.dep", "");
        _folder.Write("modules/6.1.0-10-amd64/modules.dep", "");

        Assert.Equal("6.1.0-10-amd64", HostKernel.Find(_folder["boot"], _folder["modules"]).Release);
    }

    [Fact]
    public void Kernel_ThatIsNotThere_NamesItsPackage()
    {
        var error = Assert.Throws<MissingToolException>(() => HostKernel.Find(_folder["boot"], _folder["modules"]));

        Assert.Equal("linux-image-amd64", error.Package);
    }

    [Fact]
    public void Modules_ComeAfterWhatTheyNeed_WithoutTheirSignature()
    {
        byte[] signed = [.. "\u007fELF"u8, 9, 9, 9, .. new byte[8], 0, 0, 0, 3, .. "~Module signature appended~\n"u8];
        _folder.Write("m/kernel/a.ko", signed);
        _folder.Write("m/modules.dep", "kernel/a.ko: kernel/b.ko kernel/c.ko\nkernel/b.ko: kernel/c.ko\nkernel/c.ko:\nkernel/d.ko:\n");

        HostModules modules = HostModules.Find("group", _folder["m"], "c", "a", "built-in");

        Assert.Equal(["c.ko", "b.ko", "a.ko"], modules.Files.Select(Path.GetFileName));
        Assert.Equal("\u007fELF"u8.ToArray(), HostModules.Read(modules.Files[2]));
    }

    [Fact]
    public void Kernel_OfAnUnknownKind_IsBootedAsItIs()
    {
        byte[] image = TestDisk.RandomBytes(10_000);

        Assert.Same(image, KernelElf.Unpack("vmlinuz", image));
    }

    [Fact]
    public void Kernel_WhosePayloadIsOutside_IsRefused()
    {
        var image = new byte[10_000];
        "HdrS"u8.CopyTo(image.AsSpan(0x202));
        image[0x207] = 2;
        image[0x206] = 15;
        image[0x24F] = 0x7F;

        Assert.Throws<InvalidImageException>(() => KernelElf.Unpack("vmlinuz", image));
    }
}
