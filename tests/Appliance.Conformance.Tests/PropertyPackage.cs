namespace Appliance.Conformance.Tests;

/// <summary>A package whose machine has OVF properties: a name, a password and a number that is not the user's to choose.</summary>
internal static class PropertyPackage
{
    private const string Properties = """
        <ProductSection>
          <Info>Settings</Info>
          <Property ovf:key="hostname" ovf:type="string" ovf:qualifiers="MinLen(1)" ovf:value="web" ovf:userConfigurable="true"><Label>Name</Label></Property>
          <Property ovf:key="password" ovf:type="string" ovf:userConfigurable="true" ovf:password="true"/>
          <Property ovf:key="version" ovf:type="uint8" ovf:value="7"/>
        </ProductSection>
        </VirtualSystem>
        """;

    /// <summary>Makes one of a disk or package.</summary>
    /// <param name="source">The disk or package.</param>
    /// <param name="path">Where it goes, in a folder of its own.</param>
    /// <returns>The path.</returns>
    public static string Write(string source, string path)
    {
        Command.Succeed("convert", source, path, "--to", "vmware-ovf", "--guest", "keep");
        File.Delete(Path.ChangeExtension(path, ".mf"));
        File.WriteAllText(path, File.ReadAllText(path)
            .Replace("<VirtualHardwareSection>", "<VirtualHardwareSection ovf:transport=\"iso\">", StringComparison.Ordinal)
            .Replace("</VirtualSystem>", Properties, StringComparison.Ordinal));
        return path;
    }
}
