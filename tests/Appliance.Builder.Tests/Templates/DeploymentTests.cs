using Appliance.Builder.Templates;
using Appliance.Formats.Machines;
using Xunit;

namespace Appliance.Builder.Tests.Templates;

/// <summary>What a template says of how its appliance is deployed.</summary>
public sealed class DeploymentTests : IDisposable
{
    private readonly TemplateBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Read_Options_GiveAMachineTheSizeOfTheDefaultOne()
    {
        Template template = _bench.Read(TemplateBench.Least + """
            deployment: [{ id: small, label: Small }, { id: large, default: true }]
            hardware: { cpus: 2, memory: 1GiB, options: { large: { memory: 4GiB } } }
            """);
        Assert.Equal([new DeploymentOption("small", "Small", null, false), new DeploymentOption("large", null, null, true)], template.Deployment);
        Assert.Equal((2, 4L << 30), (template.Machines[0].Hardware.Cpus, template.Machines[0].Hardware.Memory));
        Assert.Equal([new MachineSize("small", 2, 1L << 30), new MachineSize("large", 2, 4L << 30)], template.Machines[0].Hardware.Sizes);
    }

    [Fact]
    public void Read_OptionsWithoutADefault_TakeTheFirst()
        => Assert.Equal([true, false], _bench.Read(TemplateBench.Least + "deployment: [{ id: a }, { id: b }]\n").Deployment.Select(option => option.IsDefault));

    [Fact]
    public void Read_Properties_HaveTheClassOfTheProductInTheirKeys()
    {
        Template template = _bench.Read(TemplateBench.Least + """
            product:
              class: com.example
              properties:
                - { key: host, label: Host name, default: web1, qualifiers: MinLen(1), category: Network, description: Its name }
                - { key: pass, password: true }
                - { key: port, type: uint16, default: 80, fixed: true }
            """);
        Assert.Equal(
            [
                new ProductProperty { Key = "com.example.host", Value = "web1", Label = "Host name", Qualifiers = "MinLen(1)", Category = "Network", Description = "Its name", IsUserConfigurable = true },
                new ProductProperty { Key = "com.example.pass", IsPassword = true, IsUserConfigurable = true },
                new ProductProperty { Key = "com.example.port", Type = "uint16", Value = "80" },
            ],
            template.Product.Properties);
    }
}
