using Appliance.Formats;
using Appliance.Guests.Containers;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Guests.Tests.Volumes;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Containers;

/// <summary>Each test starts machines of libguestfs, one after the other.</summary>
[Trait("Category", "Slow")]
[Collection("micro machine")]
public sealed class GuestfsContainersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _written = TestDisk.RandomBytes(6 << 20, seed: 3);

    public void Dispose() => _folder.Dispose();

    [NeedsLibguestfsFact("cryptsetup", "qemu-img", "mke2fs", "e2fsck", "debugfs")]
    public void Guest_InLvmInLuks1_IsReadAndWritten()
    {
        string disk = LinuxImage.Disk(_folder, Luks1(LinuxImage.Lvm(_folder, LinuxImage.Ext(_folder, "/dev/mapper/vg--0-root / ext4\n"))));

        Change([disk], "secret");

        string partition = _folder.Write("luks1.img", LinuxImage.Partition(disk));
        Tool.Run("qemu-img", "convert", "--object", $"secret,id=s,file={_folder["key"]}", "--image-opts", $"driver=luks,key-secret=s,file.filename={partition}", _folder["plain.img"]);
        CheckExt(File.ReadAllBytes(_folder["plain.img"])[LvmImage.DataStart..][..LinuxImage.Length]);
    }

    [NeedsLibguestfsFact("cryptsetup", "guestfish", "mke2fs")]
    public void Guest_InLuks2_IsReadAndWritten()
    {
        const string Id = "3e2b8f0c-6f0f-4f43-9d4e-0f6b1b1f7a11";
        string ext = LinuxImage.Ext(_folder, "/dev/mapper/crypt / ext4\n", $"crypt UUID={Id} none luks\n");
        string disk = LinuxImage.MakeFile(_folder, "luks2.img", (16 << 20) + LinuxImage.Length, image => Tool.Run(
            "cryptsetup", "luksFormat", "--batch-mode", "--type", "luks2", "--uuid", Id, "--pbkdf-memory", "65536", "--pbkdf-force-iterations", "4", image, _folder.Write("key", "secret")));
        Guestfish.Run(_folder, [disk], $"cryptsetup-open /dev/sda plain\nsecret\nupload {ext} /dev/mapper/plain");

        Change([disk], "wrong", "secret");

        Guestfish.Run(_folder, [disk], $"cryptsetup-open /dev/sda plain\nsecret\ndownload /dev/mapper/plain {_folder["plain.img"]}");
        CheckExt(File.ReadAllBytes(_folder["plain.img"]));
    }

    [NeedsLibguestfsFact("guestfish", "mke2fs", "e2fsck", "debugfs", "mdadm")]
    public void Guest_OnSoftwareRaid_IsReadAndWritten()
    {
        const int DataStart = 1 << 20;
        string[] members = [.. new[] { "a.img", "b.img" }.Select(name => LinuxImage.MakeFile(_folder, name, DataStart + LinuxImage.Length, _ => { }))];
        string ext = LinuxImage.Ext(_folder, "/dev/md0 / ext4\n");
        Guestfish.Run(_folder, members, $"md-create r0 \"/dev/sda /dev/sdb\" level:raid1\nupload {ext} /dev/md127\ndebug sh \"mdadm --wait /dev/md127 || true\"\nmd-stop /dev/md127");

        Change(members);

        byte[][] data = [.. members.Select(member => File.ReadAllBytes(member)[DataStart..])];
        DiskAssert.Same(data[0], data[1]);
        CheckExt(data[0][..LinuxImage.Length]);
        Assert.All(members, member => Assert.Contains("State : clean", Tool.Run("mdadm", "--examine", member), StringComparison.Ordinal));
    }

    [NeedsLibguestfsFact("cryptsetup", "qemu-img", "mke2fs")]
    public void Guest_WithAnotherKey_IsRefusedInOneSentence()
    {
        string disk = LinuxImage.Disk(_folder, Luks1(LinuxImage.Ext(_folder, "/dev/sda1 / ext4\n")));
        byte[] before = File.ReadAllBytes(disk);

        var error = Assert.Throws<UnsupportedImageException>(() => Change([disk], "wrong"));

        Assert.Equal("disk.img: no installed system was found on its disks: disk.img partition 1 is encrypted with LUKS, and the key that was given does not open it", error.Message);
        DiskAssert.Same(before, File.ReadAllBytes(disk));
    }

    [NeedsLibguestfsFact("cryptsetup", "qemu-img", "mke2fs")]
    public void Guest_OpenedForReading_IsReadAndLeftAsItIs()
    {
        string disk = LinuxImage.Disk(_folder, Luks1(LinuxImage.Ext(_folder, "/dev/mapper/x / ext4\n")));
        byte[] before = File.ReadAllBytes(disk);

        using (var containers = new GuestfsContainers([_folder.Write("right", "secret\n")], CancellationToken.None))
        using (var device = new FileDevice(disk))
        using (Guest guest = Guest.Open([device], new GuestOptions { Engines = [new ExtEngine(TimeProvider.System)], Containers = [containers] }))
        {
            DiskAssert.Same(File.ReadAllBytes(_folder["root/usr/bin/big"]), guest.Tree.ReadBytes("/usr/bin/big", 6 << 20)!);
            Assert.Throws<InvalidOperationException>(() => guest.MountedVolumes["/"].Device.Write(0, [1]));
        }

        DiskAssert.Same(before, File.ReadAllBytes(disk));
    }

    /// <summary>Reads the guest on some disks, and writes a file of some MiB.</summary>
    private void Change(string[] disks, params string[] keys)
    {
        FileDevice[] devices = [.. disks.Select(disk => new FileDevice(disk))];
        string[] files = [.. keys.Select((key, number) => _folder.Write($"key{number}", key + "\n"))];
        try
        {
            using var containers = new GuestfsContainers(files, CancellationToken.None);
            var options = new GuestOptions { Engines = [new ExtEngine(TimeProvider.System)], Containers = [containers], IsWritable = true };
            using Guest guest = Guest.Open([.. devices.Cast<BlockDevice>()], options);
            Assert.Same(guest.MountedVolumes["/"], guest.Volumes.Find(guest.Mounts[0].Device));
            DiskAssert.Same(File.ReadAllBytes(_folder["root/usr/bin/big"]), guest.Tree.ReadBytes("/usr/bin/big", 6 << 20)!);
            guest.Tree.Write("/etc/written", _written);
            guest.Flush();
            guest.Tree.Write("/etc/forgotten", "not flushed"u8);
        }
        finally
        {
            Array.ForEach(devices, device => device.Dispose());
        }
    }

    /// <summary>
    /// A LUKS 1 container with that content. cryptsetup makes it: qemu-img tries first how quick its key derivation is, and gives up
    /// where the kernel counts the time of a process in ticks.
    /// </summary>
    private string Luks1(string content)
    {
        string key = _folder.Write("key", "secret");
        string container = _folder["luks1.img"];
        using (FileStream file = File.Create(container))
        {
            file.SetLength((2 << 20) + new FileInfo(content).Length);
        }

        Tool.Run("cryptsetup", "luksFormat", "--batch-mode", "--type", "luks1", "--pbkdf-force-iterations", "1000", container, key);
        Tool.Run("qemu-img", "convert", "-n", "--object", $"secret,id=s,file={key}", content, "--target-image-opts", $"driver=luks,key-secret=s,file.filename={container}");
        return container;
    }

    /// <summary>What others read out of the container is a whole file system with the file that was written.</summary>
    private void CheckExt(byte[] content)
    {
        string image = _folder.Write("plain.ext4", content);
        Tool.Run("e2fsck", "-fn", image);
        Assert.Contains("not found", Tool.TryRun("debugfs", "-R", "stat /etc/forgotten", image).Error, StringComparison.Ordinal);
        Tool.Run("debugfs", "-R", $"dump /etc/written {_folder["out"]}", image);
        DiskAssert.Same(_written, File.ReadAllBytes(_folder["out"]));
        Assert.Equal("NAME=guest\n", Tool.Run("debugfs", "-R", "cat /etc/os-release", image));
    }
}
