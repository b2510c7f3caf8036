using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;
using Xunit;

namespace Appliance.Formats.Tests.Ovf;

public sealed class OvfVmwareSlotsTests
{
    [Fact]
    public void Assign_DisksOfXen_AreWhereItsFirmwareSawThem()
        => Assert.Equal(
            [(DiskBus.Ide, 0, 0), (DiskBus.Ide, 0, 1), (DiskBus.Ide, 1, 0), (DiskBus.Ide, 1, 1), (DiskBus.Sata, 0, 0), (DiskBus.Sata, 0, 5)],
            Places([.. ((int[])[0, 1, 2, 3, 4, 9]).Select(unit => Disk(DiskBus.Xen, unit))]));

    [Fact]
    public void Assign_AddressOfTheHostAdapter_IsPassedOver()
        => Assert.Equal(
            [(DiskBus.Scsi, 0, 6), (DiskBus.Scsi, 0, 8), (DiskBus.Scsi, 0, 9)],
            Places(Disk(DiskBus.Scsi, 6), Disk(DiskBus.Scsi, 8), Disk(DiskBus.Scsi, 7)));

    [Fact]
    public void Assign_TwoDisksOfOnePlace_TheSecondGetsTheNext()
        => Assert.Equal([(DiskBus.Sata, 0, 2), (DiskBus.Sata, 0, 4), (DiskBus.Sata, 0, 3)], Places(Disk(DiskBus.Sata, 2), Disk(DiskBus.Sata, 2), Disk(DiskBus.Sata, 3)));

    [Fact]
    public void Assign_PlacesThatVmwareDoesNotHave_BecomeTheNextController()
        => Assert.Equal(
            [(DiskBus.Scsi, 1, 0), (DiskBus.Ide, 1, 0), (DiskBus.Nvme, 1, 0)],
            Places(Disk(DiskBus.Scsi, 64), Disk(DiskBus.Ide, 5), Disk(DiskBus.Nvme, 15)));

    [Fact]
    public void Assign_MoreThanIdeHolds_GoesToSata()
    {
        Machine machine = Of([.. Enumerable.Range(0, 4).Select(i => Disk(DiskBus.Ide, i % 2, i / 2))]) with { OpticalDrives = [new OpticalDrive { Bus = DiskBus.Ide }] };
        Assert.Equal(new OvfVmwareSlot(DiskBus.Sata, 0, 0), OvfVmwareSlots.Assign(machine).Drives.Single());
    }

    [Fact]
    public void Assign_DriveOnNvme_GoesToSata()
        => Assert.Equal(DiskBus.Sata, OvfVmwareSlots.Assign(Of() with { OpticalDrives = [new OpticalDrive { Bus = DiskBus.Nvme }] }).Drives.Single().Bus);

    [Fact]
    public void Assign_MoreDisksThanPlaces_IsRefused()
    {
        OvfVmwareSlots.Assign(Of([.. Enumerable.Range(0, 60).Select(i => Disk(DiskBus.Scsi, i % 16, i / 16))]));
        var error = Assert.Throws<UnsupportedImageException>(() => OvfVmwareSlots.Assign(Of([.. Enumerable.Range(0, 61).Select(i => Disk(DiskBus.Scsi, i % 16, i / 16))])));
        Assert.Contains("Scsi", error.Message, StringComparison.Ordinal);
    }

    private static Machine Of(params MachineDisk[] disks) => new() { Id = "m", Name = "m", Disks = disks };

    private static MachineDisk Disk(DiskBus bus, int unit, int controller = 0)
        => new() { Id = $"{bus}{controller}-{unit}", Name = "disk", Bus = bus, Controller = controller, Unit = unit };

    private static IEnumerable<(DiskBus, int, int)> Places(params MachineDisk[] disks)
        => OvfVmwareSlots.Assign(Of(disks)).Disks.Select(slot => (slot.Bus, slot.Controller, slot.Unit));
}
