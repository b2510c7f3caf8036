using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes.Probing;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Volumes;

public sealed class FileSystemProbeTests
{
    [NeedsToolTheory("blkid", "mkfs.ext4", "mkfs.xfs", "mkfs.btrfs", "mkfs.fat", "mkntfs", "mkswap")]
    [InlineData("Ext", 4, "mkfs.ext4 -q -L root-fs")]
    [InlineData("Ext", 4, "mkfs.ext2 -q")]
    [InlineData("Ext", 4, "mkfs.ext3 -q -b 1024 -L sixteen-letters!")]
    [InlineData("Ext", 64, "mkfs.ext4 -q -b 65536 -F")]
    [InlineData("Xfs", 320, "mkfs.xfs -q -L data")]
    [InlineData("Xfs", 320, "mkfs.xfs -q -m crc=0 -b size=1024")]
    [InlineData("Btrfs", 128, "mkfs.btrfs -q -L pool")]
    [InlineData("Fat", 1, "mkfs.fat -F 12 -n FLOPPY")]
    [InlineData("Fat", 32, "mkfs.fat -F 16 -n EFI")]
    [InlineData("Fat", 64, "mkfs.fat -F 32 -n ESP")]
    [InlineData("Fat", 64, "mkfs.fat -F 32")]
    [InlineData("Fat", 160, "mkfs.fat -F 32 -S 4096 -n BIG")]
    [InlineData("Ntfs", 8, "mkntfs -q -F -L System")]
    [InlineData("Ntfs", 8, "mkntfs -q -F")]
    [InlineData("Swap", 4, "mkswap -L more")]
    [InlineData("Swap", 4, "mkswap -p 8192")]
    public void Identify_WhatAToolMade_AgreesWithBlkid(string kind, int mebibytes, string command)
    {
        using var folder = new TemporaryFolder();
        string image = Make(folder, mebibytes);
        string[] words = command.Split(' ');
        Tool.Run(words[0], [.. words[1..], image]);

        Assert.Equal(Enum.Parse<FileSystemKind>(kind), AgreesWithBlkid(image).Kind);
    }

    [NeedsToolTheory("blkid", "cryptsetup")]
    [InlineData("luks1")]
    [InlineData("luks2", "--label", "secret")]
    public void Identify_Luks_AgreesWithBlkid(string type, params string[] more)
    {
        using var folder = new TemporaryFolder();
        string image = Make(folder, 20);
        string key = folder.Write("key", "password");
        Tool.Run("cryptsetup", ["luksFormat", "-q", "--type", type, "--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000", .. more, image, key]);

        Assert.Equal(FileSystemKind.Luks, AgreesWithBlkid(image).Kind);
    }

    [NeedsToolFact("blkid", "genisoimage")]
    public void Identify_Iso9660_AgreesWithBlkid()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tree/file", "content");
        Tool.Run("genisoimage", "-quiet", "-V", "CDROM", "-o", folder["image"], folder["tree"]);

        Assert.Equal(FileSystemKind.Iso9660, AgreesWithBlkid(folder["image"]).Kind);
    }

    [NeedsToolTheory("blkid")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(90)]
    public void Identify_MemberOfARaid_AgreesWithBlkid(int minorVersion)
    {
        using var folder = new TemporaryFolder();
        string image = folder.Write("image", SampleVolumes.Raid(new byte[(4 << 20) + 512], minorVersion));

        Assert.Equal(FileSystemKind.LinuxRaid, AgreesWithBlkid(image).Kind);
    }

    [NeedsToolFact("blkid", "mkfs.ext4")]
    public void Identify_HalfOfAMirror_IsNotItsFileSystem()
    {
        using var folder = new TemporaryFolder();
        string image = Make(folder, 4);
        Tool.Run("mkfs.ext4", "-q", image, "3M");
        File.WriteAllBytes(image, SampleVolumes.Raid(File.ReadAllBytes(image), minorVersion: 90));

        Assert.Equal(FileSystemKind.LinuxRaid, AgreesWithBlkid(image).Kind);
    }

    [NeedsToolTheory("blkid")]
    [InlineData("BitLocker", 3, "-FVE-FS-")]
    [InlineData("Refs", 0, "\0\0\0ReFS\0")]
    public void Identify_BootSectorOfWindows_AgreesWithBlkid(string kind, int offset, string magic)
    {
        using var folder = new TemporaryFolder();
        var bytes = new byte[1 << 20];
        System.Text.Encoding.ASCII.GetBytes(magic, bytes.AsSpan(offset));
        string image = folder.Write("image", bytes);

        Assert.Equal(Enum.Parse<FileSystemKind>(kind), Identify(image).Kind);
        Assert.Contains(Blkid.Probe(image).Kind, new[] { Enum.Parse<FileSystemKind>(kind), FileSystemKind.Unknown });
    }

    [Fact]
    public void Identify_RingOfUberblocks_IsZfs()
        => Assert.Equal(FileSystemKind.Zfs, FileSystemProbe.Identify(new MemoryDevice(SampleVolumes.Zfs(new byte[1 << 20]))).Kind);

    [NeedsToolFact("mkswap")]
    public void Identify_SuspendedSystem_IsNoted()
    {
        using var folder = new TemporaryFolder();
        string image = Make(folder, 4);
        Tool.Run("mkswap", image);
        byte[] bytes = File.ReadAllBytes(image);
        "S1SUSPEND\0"u8.CopyTo(bytes.AsSpan(4086));

        FileSystemIdentity found = FileSystemProbe.Identify(new MemoryDevice(bytes));

        Assert.Equal(FileSystemKind.Swap, found.Kind);
        Assert.Contains("suspended", found.Note, StringComparison.Ordinal);
    }

    [NeedsToolFact("sfdisk")]
    public void Identify_MasterBootRecord_IsNoFat()
    {
        using var folder = new TemporaryFolder();
        string image = Make(folder, 4);
        Tool.Run("sh", "-c", $"printf 'start=2048, type=c\\n' | sfdisk -q {image}");
        byte[] bytes = File.ReadAllBytes(image);
        bytes[0] = 0xEB;

        Assert.Equal(FileSystemKind.Unknown, FileSystemProbe.Identify(new MemoryDevice(bytes)).Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(4097)]
    [InlineData(70_001)]
    public void Identify_AnySizeOfAnything_IsUnknown(int length)
    {
        Assert.Equal(FileSystemKind.Unknown, FileSystemProbe.Identify(new MemoryDevice(length)).Kind);
        Assert.Equal(FileSystemKind.Unknown, FileSystemProbe.Identify(new MemoryDevice(TestDisk.RandomBytes(length, length))).Kind);
    }

    [NeedsToolTheory("mkntfs", "mkfs.fat")]
    [InlineData("mkntfs -q -F -L System")]
    [InlineData("mkfs.fat -F 32 -n ESP")]
    public void Identify_BootSectorWithNonsense_EndsWithoutHarm(string command)
    {
        using var folder = new TemporaryFolder();
        string image = Make(folder, 40);
        string[] words = command.Split(' ');
        Tool.Run(words[0], [.. words[1..], image]);
        byte[] sound = File.ReadAllBytes(image)[..(1 << 20)];
        for (int at = 11; at < 90; at++)
        {
            foreach (byte value in (byte[])[0, 1, 0x7F, 0x80, 0xFF])
            {
                byte[] broken = [.. sound];
                broken[at] = value;
                FileSystemProbe.Identify(new MemoryDevice(broken));
            }
        }
    }

    private static string Make(TemporaryFolder folder, int mebibytes)
    {
        using FileStream file = File.Create(folder["image"]);
        file.SetLength((long)mebibytes << 20);
        return folder["image"];
    }

    private static FileSystemIdentity AgreesWithBlkid(string image)
    {
        FileSystemIdentity found = Identify(image);
        Assert.Equal(Blkid.Probe(image), new Blkid(found.Kind, found.Uuid, found.Label));
        return found;
    }

    private static FileSystemIdentity Identify(string image)
    {
        using var device = new FileDevice(image);
        return FileSystemProbe.Identify(device);
    }
}
