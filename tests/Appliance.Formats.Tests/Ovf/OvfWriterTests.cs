using System.Text;
using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;
using Xunit;

namespace Appliance.Formats.Tests.Ovf;

public sealed class OvfWriterTests
{
    private static readonly Machine Web = new()
    {
        Id = "web",
        Name = "web <01> & \"co\"",
        Description = "a bell \a and a tab\t",
        Cpus = 4,
        Memory = 2L << 30,
        Firmware = Firmware.Uefi,
        SecureBoot = true,
        Disks = [new MachineDisk { Id = "d1", Name = "system" }, new MachineDisk { Id = "d2", Name = "data" }],
        NetworkCards = [new NetworkCard { Name = "nic", Network = "VM Network", Mac = "00:50:56:00:00:01" }],
        Licences = ["be nice"],
        Products = [new Product { Class = "com.x", Name = "X", Properties = [new ProductProperty { Key = "com.x.host", Value = "h", IsUserConfigurable = true, Category = "C" }] }],
        Start = new StartRule { Order = 2, StartDelay = TimeSpan.FromSeconds(7) },
    };

    [Fact]
    public void Write_ThenRead_GivesTheSameMachine()
    {
        Machine read = Assert.Single(RoundTrip(new MachineGroup { Name = "web", Machines = [Web] }).Machines);

        Assert.Equal(Web.Name, read.Name);
        Assert.Equal(Web.Cpus, read.Cpus);
        Assert.Equal(Web.Memory, read.Memory);
        Assert.Equal(Firmware.Uefi, read.Firmware);
        Assert.True(read.SecureBoot);
        Assert.Equal("00:50:56:00:00:01", Assert.Single(read.NetworkCards).Mac);
        Assert.Equal("be nice", Assert.Single(read.Licences));
        Assert.Equal("com.x.host", Assert.Single(Assert.Single(read.Products).Properties).Key);
        Assert.Equal(["disk-1.vhd", "disk-2.vhd"], read.Disks.Select(disk => disk.FileName));
    }

    [Theory]
    [InlineData(OvfDialect.Xen)]
    [InlineData(OvfDialect.Vmware)]
    public void Write_Properties_ComeBackAsTheyWere(OvfDialect dialect)
    {
        Machine machine = Web with
        {
            PropertyTransports = ["iso", "com.vmware.guestInfo"],
            Products =
            [
                new Product
                {
                    Class = "com.x", Instance = "1", Name = "X", Properties =
                    [
                        new ProductProperty { Key = "com.x.host.1", Value = "a\n\t<&>\"b\"", Type = "string", Qualifiers = "MinLen(1) MaxLen(63)", IsUserConfigurable = true, Category = "C", Label = "L", Description = "D" },
                        new ProductProperty { Key = "com.x.password.1", IsPassword = true, IsUserConfigurable = true },
                        new ProductProperty { Key = "com.x.size.1", Type = "uint8", Value = "", Category = "E" },
                    ],
                },
                new Product { Properties = [new ProductProperty { Key = "plain", Type = "boolean", Value = "true" }] },
            ],
        };
        var group = new MachineGroup { Name = "web", Machines = [machine] };
        Machine read = OvfReader.Read(OvfWriter.Write(group, Disks(group), dialect), "written.ovf", null).Group.Machines[0];
        Assert.Equal(machine.PropertyTransports, read.PropertyTransports);
        Assert.Equal(machine.Products.SelectMany(product => product.Properties), read.Products.SelectMany(product => product.Properties));
    }

    [Fact]
    public void Write_ControlCharacters_BecomeTextThatXmlCanHold()
        => Assert.Equal("a bell ? and a tab", RoundTrip(new MachineGroup { Name = "web", Machines = [Web] }).Machines[0].Description?.Trim());

    [Fact]
    public void Write_SeveralMachines_KeepTheirOrder()
    {
        Machine db = Web with { Id = "db", Name = "db", Disks = [], Start = new StartRule { Order = 1 } };

        MachineGroup read = RoundTrip(new MachineGroup { Name = "app", Machines = [db, Web] });

        Assert.Equal(["db", Web.Name], read.Machines.Select(machine => machine.Name));
        Assert.Equal([1, 2], read.Machines.Select(machine => machine.Start.Order));
        Assert.Equal(TimeSpan.FromSeconds(7), read.Machines[1].Start.StartDelay);
    }

    [Theory]
    [InlineData(OvfDialect.Xen)]
    [InlineData(OvfDialect.Vmware)]
    public void Write_Twice_GivesTheSameBytes(OvfDialect dialect)
    {
        var group = new MachineGroup { Name = "web", Machines = [Web] };
        Assert.Equal(OvfWriter.Write(group, Disks(group), dialect), OvfWriter.Write(group, Disks(group), dialect));
    }

    [Fact]
    public void Write_DisksInAnotherOrderThanTheMachines_KeepTheirFiles()
    {
        var group = new MachineGroup { Name = "web", Machines = [Web] };
        OvfWriterDisk[] disks = [.. Disks(group).Reverse()];

        Machine read = OvfReader.Read(OvfWriter.Write(group, disks, OvfDialect.Xen), "written.ovf", null).Group.Machines[0];

        Assert.Equal([("system", "disk-1.vhd"), ("data", "disk-2.vhd")], read.Disks.Select(disk => (disk.Name, disk.FileName)));
    }

    [Theory]
    [InlineData(OvfDialect.Xen)]
    [InlineData(OvfDialect.Vmware)]
    public void Write_ChildrenOfAnItem_StandInTheOrderOfTheSchema(OvfDialect dialect)
    {
        var group = new MachineGroup { Name = "web", Machines = [Web] };
        var xml = System.Xml.Linq.XDocument.Parse(Encoding.UTF8.GetString(OvfWriter.Write(group, Disks(group), dialect)));
        Assert.All(xml.Descendants(), item =>
        {
            if (item.Name.LocalName == "Item")
            {
                string[] names = [.. item.Elements().Select(child => child.Name.LocalName)];
                Assert.Equal(names.Order(StringComparer.Ordinal), names);
            }
        });
    }

    private static OvfWriterDisk[] Disks(MachineGroup group)
        => [.. group.Disks.Select((disk, i) => new OvfWriterDisk(disk, $"disk-{i + 1}.vhd", 1000 + i, 1 << 20))];

    private static MachineGroup RoundTrip(MachineGroup group)
        => OvfReader.Read(OvfWriter.Write(group, Disks(group), OvfDialect.Xen), "written.ovf", null).Group;
}
