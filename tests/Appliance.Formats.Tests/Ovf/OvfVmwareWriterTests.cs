using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Ovf;

public sealed class OvfVmwareWriterTests
{
    private static readonly Machine Web = new()
    {
        Id = "web",
        Name = "web <01> & \"co\"",
        Description = "what it is for",
        Cpus = 4,
        CoresPerSocket = 2,
        Memory = 2L << 30,
        Firmware = Firmware.Uefi,
        SecureBoot = true,
        HasTpm = true,
        HardwareVersions = ["vmx-19"],
        Guest = new GuestSystem { CimId = 96, VmwareId = "debian12_64Guest", Description = "Debian 12", Version = "12" },
        Disks =
        [
            Disk("a", DiskBus.Ide, 1, 1), Disk("b", DiskBus.Scsi, 0, 8) with { ControllerModel = "VirtualSCSI" },
            Disk("c", DiskBus.Scsi, 2, 0) with { ControllerModel = "lsilogicsas" },
            Disk("d", DiskBus.Sata, 0, 29) with { ControllerModel = "vmware.sata.ahci" },
            Disk("e", DiskBus.Nvme, 3, 14) with { ControllerModel = "vmware.nvme.controller" },
        ],
        OpticalDrives = [new OpticalDrive { Bus = DiskBus.Sata, Controller = 0, Unit = 3 }, new OpticalDrive { Bus = DiskBus.Ide, Controller = 0, Unit = 1 }],
        NetworkCards =
        [
            new NetworkCard { Name = "nic 1", Network = "VM Network", Mac = "00:50:56:00:00:01", Model = "VmxNet3" },
            new NetworkCard { Name = "nic 2", Network = "b", Model = "E1000e", IsConnected = false },
        ],
        Licences = ["be nice"],
        PropertyTransports = ["iso", "com.vmware.guestInfo"],
        Products =
        [
            new Product
            {
                Class = "com.x", Instance = "1", Name = "X", Vendor = "Y", Version = "2", FullVersion = "2.0", ProductUrl = "http://x", VendorUrl = "http://y", ApplicationUrl = "http://z",
                Properties =
                [
                    new ProductProperty { Key = "com.x.host.1", Value = "h", IsUserConfigurable = true, Category = "C", Label = "L", Description = "D", Qualifiers = "MinLen(1) MaxLen(63)" },
                    new ProductProperty { Key = "com.x.pass.1", IsPassword = true, Category = "C", Qualifiers = "Ip" },
                ],
            },
        ],
        Start = new StartRule { Order = 2, StartDelay = TimeSpan.FromSeconds(7) },
    };

    [Fact]
    public void Write_ThenRead_GivesTheSameRecord()
    {
        Machine db = new() { Id = "db", Name = "db", Guest = new GuestSystem { CimId = 1 }, HardwareVersions = ["vmx-04"], Start = new StartRule { Order = 1 } };
        var group = new MachineGroup
        {
            Name = "app", Machines = [db, Web], Licences = ["all of it"], Products = [new Product { Name = "app" }],
            Networks = [new NetworkInfo("VM Network", "the usual"), new NetworkInfo("b", "b")],
        };

        Assert.Equal(JsonSerializer.Serialize(group), JsonSerializer.Serialize(RoundTrip(group)));
    }

    [NeedsCorpusTheory]
    [InlineData("ovf/govmomi/ubuntu24.10.ovf")]
    [InlineData("ovf/govmomi/photon5.ovf")]
    [InlineData("ovf/govmomi/ttylinux.ovf")]
    [InlineData("ovf/govmomi/multiple_disks.ovf")]
    public void Write_MachineOfVmware_ComesBackAsItWas(string path)
    {
        MachineGroup group = OvfReader.Read(File.ReadAllBytes(Corpus.PathOf(path)), path, null).Group;

        MachineGroup read = RoundTrip(group);

        Assert.Equal(JsonSerializer.Serialize(Normal(group)), JsonSerializer.Serialize(Normal(read)));
    }

    [Theory]
    [InlineData("vmx-13", null)]
    [InlineData("vmx-13", "hvm-3.0-unknown")]
    [InlineData("vmx-13", "vmx-99")]
    [InlineData("vmx-13", "vmx-nonsense")]
    [InlineData("vmx-04", "vmx-04 xen-3")]
    [InlineData("vmx-21", "vmx-10 vmx-21")]
    public void Write_HardwareVersion_IsTheSourcesWhereVmwareHasIt(string expected, string? types)
        => Assert.Equal(expected, VersionOf(new Machine { Id = "m", Name = "m", HardwareVersions = types?.Split(' ') ?? [] }));

    [Fact]
    public void Write_DevicesNewerThanTheHardwareVersion_RaiseIt()
    {
        Machine old = new() { Id = "m", Name = "m", HardwareVersions = ["vmx-04"] };
        Assert.Equal("vmx-07", VersionOf(old with { Disks = [Disk("a", DiskBus.Scsi, 0, 0) with { ControllerModel = "pvscsi" }] }));
        Assert.Equal("vmx-08", VersionOf(old with { Firmware = Firmware.Uefi }));
        Assert.Equal("vmx-10", VersionOf(old with { Disks = [Disk("a", DiskBus.Sata, 0, 0)] }));
        Assert.Equal("vmx-13", VersionOf(old with { Disks = [Disk("a", DiskBus.Nvme, 0, 0)] }));
        Assert.Equal("vmx-14", VersionOf(old with { HasTpm = true }));
    }

    [Theory]
    [InlineData("lsilogic", null, null)]
    [InlineData("lsilogicsas", null, "windows2019srv_64Guest")]
    [InlineData("lsilogicsas", "lsisas1068", null)]
    [InlineData("lsilogicsas", "LsiLogicSas", null)]
    [InlineData("VirtualSCSI", "pvscsi", "windows9_64Guest")]
    [InlineData("VirtualSCSI", "virtualscsi", null)]
    [InlineData("buslogic", "BusLogic", null)]
    [InlineData("lsilogic", "someother", null)]
    public void ScsiOf_NamesOfAllFormats_BecomeVmwares(string expected, string? model, string? guest)
        => Assert.Equal(expected, OvfVmwareModels.ScsiOf(model, new GuestSystem { VmwareId = guest }));

    [Theory]
    [InlineData("E1000", null)]
    [InlineData("E1000", "rtl8139")]
    [InlineData("VmxNet3", "VMXNET3")]
    [InlineData("E1000e", "E1000E")]
    [InlineData("PCNet32", "pcnet32")]
    public void CardOf_AnyModel_BecomesOneOfVmwares(string expected, string? model) => Assert.Equal(expected, OvfVmwareModels.CardOf(model));

    [Fact]
    public void Write_QualifiersOfBothKinds_StandInTheirOwnAttributes()
    {
        var property = new ProductProperty { Key = "k", Qualifiers = "ValueMap{\"a b\", \"c}\"}, MaxLen(3) Ip VimIp(\"net\")" };
        XElement written = Write(new Machine { Id = "m", Name = "m", Products = [new Product { Properties = [property] }] }).Descendants().Single(e => e.Name.LocalName == "Property");
        Assert.Equal("ValueMap{\"a b\", \"c}\"} MaxLen(3)", written.Attribute(OvfElements.Envelope + "qualifiers")?.Value);
        Assert.Equal("Ip VimIp(\"net\")", written.Attribute(OvfElements.Vmw + "qualifiers")?.Value);
    }

    [Fact]
    public void Write_NothingKnownOfTheGuest_IsSomeSystemOf64Bits()
    {
        XElement section = Write(new Machine { Id = "m", Name = "m" }).Descendants().Single(e => e.Name.LocalName == "OperatingSystemSection");
        Assert.Equal("102", section.Attribute(OvfElements.Envelope + "id")?.Value);
        Assert.Equal("otherGuest64", section.Attribute(OvfElements.Vmw + "osType")?.Value);
    }

    [Fact]
    public void Write_CardOnNoNetwork_IsOnOneThatIsDeclared()
        => Assert.Equal("VM Network", RoundTrip(new MachineGroup
        {
            Name = "m", Machines = [new Machine { Id = "m", Name = "m", NetworkCards = [new NetworkCard()] }],
        }).Networks.Single().Name);

    private static MachineDisk Disk(string id, DiskBus bus, int controller, int unit)
        => new() { Id = id, Name = $"disk {id}", Capacity = 5 << 20, Bus = bus, Controller = controller, Unit = unit };

    private static string VersionOf(Machine machine)
        => Write(machine).Descendants().Single(e => e.Name.LocalName == "VirtualSystemType").Value;

    private static XDocument Write(Machine machine) => XDocument.Parse(Encoding.UTF8.GetString(Write(new MachineGroup { Name = "m", Machines = [machine] })));

    private static byte[] Write(MachineGroup group)
        => OvfWriter.Write(group, [.. group.Disks.Select((disk, i) => new OvfWriterDisk(disk, $"disk-{i + 1}.vmdk", 1000 + i, disk.Capacity ?? 1 << 20))], OvfDialect.Vmware);

    /// <summary>What is read from what was written, with the disks under their first names.</summary>
    private static MachineGroup RoundTrip(MachineGroup group)
    {
        MachineGroup read = OvfReader.Read(Write(group), "written.ovf", null).Group;
        string[] ids = [.. group.Disks.Select(disk => disk.Id)];
        MachineDisk Named(MachineDisk disk) => disk with { Id = ids[int.Parse(disk.Id.AsSpan(4)) - 1], FileName = null };
        return read with { Machines = [.. read.Machines.Select(machine => machine with { Disks = [.. machine.Disks.Select(Named)] })] };
    }

    /// <summary>Without what files are called.</summary>
    private static MachineGroup Normal(MachineGroup group) => group with
    {
        Machines = [.. group.Machines.Select(machine => machine with
        {
            Disks = [.. machine.Disks.Select(disk => disk with { FileName = null })],
            OpticalDrives = [.. machine.OpticalDrives.Select(drive => drive with { FileName = null })],
        })],
    };
}
