using System.Text;
using System.Xml.Linq;
using Appliance.Formats.Ovf;
using Xunit;

namespace Appliance.Formats.Tests.Ovf;

/// <summary>What a machine is told of the values that were chosen for it.</summary>
public sealed class OvfEnvironmentTests
{
    private const string Script = "#!/bin/sh\n\techo \"<&>\"\r\n";

    private static readonly XNamespace Space = "http://schemas.dmtf.org/ovf/environment/1";

    private static readonly OvfEntity Web = Entity("web", ("hostname", "web01"), ("user-data", Script), ("empty", ""));

    [Fact]
    public void Write_Machine_IsADocument() => Assert.Equal(
        """
        <?xml version="1.0" encoding="utf-8"?>
        <Environment xmlns:oe="http://schemas.dmtf.org/ovf/environment/1" xmlns="http://schemas.dmtf.org/ovf/environment/1" oe:id="web">
          <PlatformSection>
            <Kind>Xen</Kind>
            <Version>4.17.7</Version>
            <Vendor>Xen Project</Vendor>
            <Locale>en</Locale>
          </PlatformSection>
          <PropertySection>
            <Property oe:key="hostname" oe:value="web01" />
          </PropertySection>
          <Entity oe:id="db">
            <PropertySection>
              <Property oe:key="port" oe:value="5432" />
            </PropertySection>
          </Entity>
        </Environment>
        """.ReplaceLineEndings("\n"),
        Encoding.UTF8.GetString(OvfEnvironment.Write(Entity("web", ("hostname", "web01")), [Entity("db", ("port", "5432"))], "4.17.7")));

    [Fact]
    public void Write_LinesAndMarkup_AreReadAsTheyWere()
    {
        XElement read = XElement.Load(new MemoryStream(OvfEnvironment.Write(Web, [], "")));
        Assert.Equal(Script, read.Descendants(Space + "Property").Single(property => property.Attribute(Space + "key")!.Value == "user-data").Attribute(Space + "value")!.Value);
    }

    [Fact]
    public void Write_MachineWithoutProperties_HasItsSection()
        => Assert.NotNull(XElement.Load(new MemoryStream(OvfEnvironment.Write(Entity("web"), [], ""))).Element(Space + "PropertySection"));

    private static OvfEntity Entity(string id, params (string Key, string Value)[] properties)
        => new(id, [.. properties.Select(property => KeyValuePair.Create(property.Key, property.Value))]);
}
