using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Vmx;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vmx;

public sealed class VmxDiskTests
{
    [Fact]
    public async Task OpenAsync_DisksOnAllControllers_ComeInTheOrderOfFirmware()
    {
        string[] slots = ["nvme0:0", "scsi1:0", "sata0:0", "scsi0:10", "scsi0:2", "ide1:0", "ide0:1"];
        var vmx = new VmxMachine([.. slots.Select(slot => $"{slot}.fileName = \"{slot.Replace(':', '-')}.vmdk\"")]);
        slots.ToList().ForEach(slot => vmx.With($"{slot.Replace(':', '-')}.vmdk"));

        Machine machine = await vmx.ReadAsync();

        Assert.Equal(["ide0:1", "ide1:0", "scsi0:2", "scsi0:10", "scsi1:0", "sata0:0", "nvme0:0"], machine.Disks.Select(disk => disk.Id));
        MachineDisk last = machine.Disks[^1];
        Assert.Equal((DiskBus.Nvme, 0, 0, "nvme0-0", null), (last.Bus, last.Controller, last.Unit, last.Name, last.IsBootable));
    }

    [Fact]
    public async Task OpenAsync_BootOrder_PutsThatDiskFirst()
    {
        VmxMachine vmx = new VmxMachine("ide0:0.fileName = \"a.vmdk\"", "scsi0:3.fileName = \"b.vmdk\"", "bios.hddOrder = \"scsi0:3,ide0:0\"")
            .With("a.vmdk").With("b.vmdk");

        Machine machine = await vmx.ReadAsync();

        Assert.Equal(["scsi0:3", "ide0:0"], machine.Disks.Select(disk => disk.Id));
        Assert.True(machine.Disks[0].IsBootable);
    }

    [Theory]
    [InlineData("scsi0:0.fileName = \"a.vmdk\"", true)] // no type: a disk
    [InlineData("scsi0:0.fileName = \"a.vmdk\"\nscsi0:0.deviceType = \"scsi-hardDisk\"", true)]
    [InlineData("scsi0:0.fileName = \"a.vmdk\"\nscsi0:0.deviceType = \"plainDisk\"", true)]
    [InlineData("scsi0:0.fileName = \"a.vmdk\"\nscsi0:0.deviceType = \"rawDisk\"", true)] // its descriptor tells whether it is a device
    [InlineData("ide0:0.fileName = \"a.vmdk\"\nide0:0.deviceType = \"ata-hardDisk\"", true)]
    [InlineData("scsi0:0.fileName = \"a.vmdk\"\nscsi0:0.present = \"FALSE\"", false)]
    [InlineData("scsi0:0.fileName = \"a.vmdk\"\nscsi0.present = \"FALSE\"", false)]
    [InlineData("scsi0:0.present = \"TRUE\"", false)] // nothing in it
    [InlineData("scsi0:0.redo = \"\"", false)]
    [InlineData("ide0:0.fileName = \"a.iso\"", false)]
    [InlineData("sched.scsi0:0.shares = \"normal\"", false)]
    [InlineData("scsi0.virtualDev = \"pvscsi\"", false)]
    [InlineData("scsi0:999.fileName = \"a.vmdk\"", false)] // no such address
    public async Task OpenAsync_Device_IsADiskOrNot(string lines, bool expected)
        => Assert.Equal(expected ? 1 : 0, (await new VmxMachine(lines).With("a.vmdk").ReadAsync()).Disks.Count);

    [Fact]
    public async Task OpenAsync_Drives_AreFoundOnEveryBus()
    {
        VmxMachine vmx = new VmxMachine(
            "ide1:0.deviceType = \"cdrom-raw\"", "ide1:0.fileName = \"auto detect\"",
            "sata0:1.deviceType = \"cdrom-image\"", "sata0:1.fileName = \"tools.iso\"",
            "sata0:2.deviceType = \"cdrom-image\"", "sata0:2.fileName = \"/vmfs/volumes/iso/debian.iso\"",
            "ide0:1.deviceType = \"atapi-cdrom\"", "scsi0:5.deviceType = \"cdrom-image\"", "scsi0:5.present = \"FALSE\"").With("tools.iso", "iso");

        Machine machine = await vmx.ReadAsync();

        Assert.Equal(
            [
                new OpticalDrive { Bus = DiskBus.Ide, Controller = 0, Unit = 1 },
                new OpticalDrive { Bus = DiskBus.Ide, Controller = 1, Unit = 0 },
                new OpticalDrive { Bus = DiskBus.Sata, Controller = 0, Unit = 1, FileName = "tools.iso" },
                new OpticalDrive { Bus = DiskBus.Sata, Controller = 0, Unit = 2 },
            ],
            machine.OpticalDrives);
        Assert.Empty(machine.Disks);
    }

    [Theory]
    [InlineData("scsi0:0.fileName = \"gone.vmdk\"", "the disk scsi0:0, \"gone.vmdk\", is missing from /folder; put it there")]
    [InlineData("scsi0:0.fileName = \"/vmfs/volumes/other/gone.vmdk\"", "the disk scsi0:0 is \"/vmfs/volumes/other/gone.vmdk\", in another folder; copy that file and its extents to /folder")]
    [InlineData("scsi0:0.fileName = \"../other/gone.vmdk\"", "in another folder; copy that file and its extents to /folder")]
    [InlineData("scsi0:0.fileName = \"../..\"", "which is no name of a file")]
    [InlineData("scsi0:0.fileName = \"/dev/sdb\"", "is a physical device (\"/dev/sdb\")")]
    [InlineData("scsi0:0.fileName = \"\\\\.\\PhysicalDrive1\"", "is a physical device")]
    [InlineData("scsi0:0.fileName = \"/vmfs/devices/disks/vml.0200\"", "is a physical device")]
    [InlineData("scsi0:0.deviceType = \"scsi-passthru\"\nscsi0:0.fileName = \"mpx.vmhba1:C0:T0:L0\"", "is a physical device")]
    [InlineData("scsi0:0.fileName = \"rdm.vmdk\"\nscsi0:0.deviceType = \"rawDisk\"", "raw device")]
    [InlineData("scsi0:0.fileName = \"locked.vmdk\"", "the disk is encrypted (key encryptionKeys)")]
    [InlineData("scsi0:0.fileName = \"a.vmdk\"\nscsi0:0.mode = \"undoable\"\nscsi0:0.redo = \"./a.vmdk.REDO_x\"", "has changes in the redo log \"./a.vmdk.REDO_x\"")]
    public async Task OpenDiskAsync_OutOfReach_IsRefusedWithTheWayOut(string lines, string reason)
    {
        VmxMachine vmx = new VmxMachine(lines, "scsi1:0.fileName = \"a.vmdk\"").With("a.vmdk")
            .With("rdm.vmdk", "version=1\nCID=1\ncreateType=\"vmfsRawDeviceMap\"\nRW 1 VMFSRDM \"rdm-rdm.vmdk\"\n")
            .With("locked.vmdk", "# Disk DescriptorFile\nversion=1\nCID=1\nencryptionKeys=\"vmware:key\"\nRW 1 ZERO\n");
        await using VmxSource source = await vmx.OpenAsync();

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(async () => await source.OpenDiskAsync(source.Group.Machines[0].Disks[0], CancellationToken.None));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenDiskAsync_TwoPathsOfOneName_AreNotTakenForOneDisk()
    {
        VmxMachine vmx = new VmxMachine("scsi0:0.fileName = \"a.vmdk\"", "scsi0:1.fileName = \"/vmfs/volumes/other/a.vmdk\"").With("a.vmdk");
        await using VmxSource source = await vmx.OpenAsync();
        IReadOnlyList<MachineDisk> disks = source.Group.Machines[0].Disks;

        await using Disk first = await source.OpenDiskAsync(disks[0], CancellationToken.None);
        var e = await Assert.ThrowsAsync<UnsupportedImageException>(async () => await source.OpenDiskAsync(disks[1], CancellationToken.None));

        Assert.Contains("has the same file as another one", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("disks/b.vmdk")]
    [InlineData("disks\\b.vmdk")]
    [InlineData("/vmfs/volumes/ds/vm/b.vmdk")] // lies beside the configuration
    public async Task OpenDiskAsync_DiskWithExtentsAndParents_IsReadWhereItLies(string fileName)
    {
        byte[] content = TestDisk.RandomBytes(512);
        var vmx = new VmxMachine($"nvme0:0.fileName = \"{fileName}\"");
        foreach (string folder in new[] { "disks/", "" })
        {
            vmx.Folder.WithDescriptor($"{folder}b.vmdk", 512, "VMFSSPARSE", "b-delta.vmdk", "parentCID=12345678\nparentFileNameHint=\"a.vmdk\"")
                .With($"{folder}b-delta.vmdk", Formats.Tests.Vmdk.CowdImage.Write(Formats.Tests.Vmdk.GrainLayer.Make(512, 512, new Formats.Tests.Vmdk.AlwaysAbsent(), hasZeros: false)))
                .WithDescriptor($"{folder}a.vmdk", 512, "VMFS", "a-flat.vmdk").With($"{folder}a-flat.vmdk", content);
        }

        await using VmxSource source = await vmx.OpenAsync();
        await using Disk disk = await source.OpenDiskAsync(source.Group.Machines[0].Disks[0], CancellationToken.None);

        await DiskAssert.HoldsAsync(content, disk);
    }

    [Theory]
    [InlineData("scsi0:0.mode = \"independent-persistent\"", "the disk scsi0:0 is independent")]
    [InlineData("scsi0:0.mode = \"independent_nonpersistent\"", "the disk scsi0:0 is independent-nonpersistent: what its guest wrote was dropped")]
    [InlineData("scsi0:0.mode = \"nonpersistent\"", "the disk scsi0:0 is nonpersistent")]
    [InlineData("scsi0:0.sharing = \"multi-writer\"", "the disk scsi0:0 is shared with other machines (multi-writer)")]
    [InlineData("scsi0.sharedBus = \"physical\"", "the disk scsi0:0 is shared with other machines (physical)")]
    [InlineData("scsi0.sharedBus = \"none\"\nscsi0:0.sharing = \"none\"\nscsi0:0.mode = \"persistent\"\nscsi0:0.redo = \"\"", null)]
    public async Task OpenAsync_ModeOfADisk_IsWarnedOf(string line, string? warning)
    {
        VmxMachine vmx = new VmxMachine("scsi0:0.fileName = \"a.vmdk\"", line).With("a.vmdk");
        await vmx.ReadAsync();
        Assert.Equal(warning is null ? 0 : 1, vmx.Folder.Warnings.Count(w => w.StartsWith($"vm.vmx: {warning}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("vm-000011.vmdk", "the disk scsi0:0 is \"vm-000011.vmdk\", on top of the snapshots \"before\", \"after |\"; what is taken is its newest state")]
    [InlineData("vm-000010.vmdk", "the disk scsi0:0 is \"vm-000010.vmdk\", which was frozen for a snapshot")] // the .vmx is older than the .vmsd
    public async Task OpenAsync_Snapshots_TellWhichDisksStandOnThem(string current, string warning)
    {
        VmxMachine vmx = new VmxMachine($"scsi0:0.fileName = \"{current}\"", "scsi0:1.fileName = \"data.vmdk\"").With(current).With("data.vmdk")
            .With("vm.vmsd", """
                .encoding = "UTF-8"
                snapshot.lastUID = "12"
                snapshot.current = "12"
                snapshot0.uid = "11"
                snapshot0.displayName = "before"
                snapshot0.numDisks = "1"
                snapshot0.disk0.fileName = "vm.vmdk"
                snapshot0.disk0.node = "scsi0:0"
                snapshot1.uid = "12"
                snapshot1.displayName = "after |7C"
                snapshot1.numDisks = "1"
                snapshot1.disk0.fileName = "/vmfs/volumes/ds/vm/vm-000010.vmdk"
                snapshot1.disk0.node = "SCSI0:0"
                snapshot.numSnapshots = "2"
                """);

        await vmx.ReadAsync();

        Assert.StartsWith($"vm.vmsd: {warning}", Assert.Single(vmx.Folder.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("snapshot.numSnapshots = \"0\"")]
    [InlineData("snapshot.lastUID = \"3\"")]
    public async Task OpenAsync_VmsdWithoutSnapshots_SaysNothing(string text)
    {
        VmxMachine vmx = new VmxMachine("scsi0:0.fileName = \"a.vmdk\"").With("a.vmdk").With("vm.vmsd", text);
        await vmx.ReadAsync();
        Assert.Empty(vmx.Folder.Warnings);
    }

    [Fact]
    public async Task OpenAsync_DamagedVmsd_DoesNotStopTheMachine()
    {
        VmxMachine vmx = new VmxMachine("scsi0:0.fileName = \"a.vmdk\"").With("a.vmdk").With("vm.vmsd", "snapshot.numSnapshots = \"-1\"");
        Assert.Single((await vmx.ReadAsync()).Disks);
        Assert.Contains("the snapshots are not told", Assert.Single(vmx.Folder.Warnings), StringComparison.Ordinal);
    }
}
