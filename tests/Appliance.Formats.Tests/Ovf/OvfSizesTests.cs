using System.Text;
using System.Xml.Linq;
using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;
using Xunit;

namespace Appliance.Formats.Tests.Ovf;

/// <summary>Deployment options are written such that each gives the machine it says.</summary>
public sealed class OvfSizesTests
{
    private static readonly MachineGroup Group = new()
    {
        Name = "web",
        DeploymentOptions = [new DeploymentOption("small", "Small", "For a try", true), new DeploymentOption("large", null, null, false)],
        Machines = [new Machine { Id = "web", Name = "web", Cpus = 2, Memory = 1L << 30, CoresPerSocket = 2, Sizes = [new MachineSize("small", 2, 1L << 30), new MachineSize("large", 8, 16L << 30)] }],
    };

    [Theory]
    [InlineData(OvfDialect.Xen, null, 2, 1)]
    [InlineData(OvfDialect.Xen, "small", 2, 1)]
    [InlineData(OvfDialect.Xen, "large", 8, 16)]
    [InlineData(OvfDialect.Vmware, null, 2, 1)]
    [InlineData(OvfDialect.Vmware, "large", 8, 16)]
    public void Write_OptionsOfASize_AreReadAsThey(OvfDialect dialect, string? chosen, int cpus, int gibibytes)
    {
        OvfDescriptor read = OvfReader.Read(OvfWriter.Write(Group, [], dialect), "web.ovf", new OvfReadOptions { Configuration = chosen });
        Machine machine = Assert.Single(read.Group.Machines);
        Assert.Equal((cpus, (long)gibibytes << 30), (machine.Cpus, machine.Memory));
        Assert.Equal(["small", "large"], read.Configurations.Select(configuration => configuration.Id));
        Assert.Equal("For a try", read.Configurations[0].Description);
    }

    [Fact]
    public void Write_SizeOfTheDefaultOption_IsTheLast_ForReadersThatKnowNoOptions()
    {
        XDocument written = XDocument.Parse(Encoding.UTF8.GetString(OvfWriter.Write(Group, [], OvfDialect.Xen)));
        XNamespace rasd = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData";
        Assert.Equal("2", written.Descendants(rasd + "VirtualQuantity").Where(quantity => quantity.Parent!.Element(rasd + "ResourceType")!.Value == "3").Last().Value);
    }
}
