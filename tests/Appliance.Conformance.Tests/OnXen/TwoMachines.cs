using Appliance.Testing;

namespace Appliance.Conformance.Tests.OnXen;

/// <summary>A vApp of a database and a web server that starts after it, both of 512 bytes.</summary>
internal static class TwoMachines
{
    private const string Settings = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData";

    /// <summary>Writes it, with the disk that lies beside a package, and returns its path.</summary>
    public static string Write(string path, string package)
    {
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        foreach (string name in (string[])["db", "web"])
        {
            Tool.Run("qemu-img", "convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=streamOptimized", Path.ChangeExtension(package, null) + "-1.raw", Path.Combine(folder, $"{name}.vmdk"));
        }

        File.WriteAllText(path, Descriptor);
        return path;
    }

    private static string Descriptor => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="{Settings}">
          <References><File ovf:href="db.vmdk" ovf:id="f1"/><File ovf:href="web.vmdk" ovf:id="f2"/></References>
          <DiskSection>
            <Info>Disks</Info>
            <Disk ovf:diskId="d1" ovf:fileRef="f1" ovf:capacity="8388608" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
            <Disk ovf:diskId="d2" ovf:fileRef="f2" ovf:capacity="8388608" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
          </DiskSection>
          <NetworkSection><Info>Networks</Info><Network ovf:name="Shop"><Description>The shop</Description></Network></NetworkSection>
          <VirtualSystemCollection ovf:id="shop">
            <Info>A shop</Info>
            <Name>shop</Name>
            <StartupSection>
              <Info>Order</Info>
              <Item ovf:id="db" ovf:order="1" ovf:startDelay="1" ovf:startAction="powerOn"/>
              <Item ovf:id="web" ovf:order="2" ovf:startAction="powerOn"/>
            </StartupSection>
            {System("web", "d2")}
            {System("db", "d1")}
          </VirtualSystemCollection>
        </Envelope>
        """;

    private static string System(string name, string disk) => $"""
        <VirtualSystem ovf:id="{name}">
          <Info>A machine</Info>
          <Name>{name}</Name>
          <VirtualHardwareSection>
            <Info>Hardware</Info>
            {Item(1, 3, "CPU", "<rasd:VirtualQuantity>1</rasd:VirtualQuantity>")}
            {Item(2, 4, "Memory", "<rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:VirtualQuantity>64</rasd:VirtualQuantity>")}
            {Item(3, 5, "IDE", "<rasd:Address>0</rasd:Address>")}
            {Item(4, 17, "Disk", $"<rasd:AddressOnParent>0</rasd:AddressOnParent><rasd:Parent>3</rasd:Parent><rasd:HostResource>ovf:/disk/{disk}</rasd:HostResource>")}
            {Item(5, 10, "Card", "<rasd:Connection>Shop</rasd:Connection><rasd:ResourceSubType>E1000</rasd:ResourceSubType>")}
          </VirtualHardwareSection>
        </VirtualSystem>
        """;

    // The order of the elements within an item is that of their names, as the schema wants it.
    private static string Item(int id, int type, string name, string more) => $"<Item>{string.Concat(Parts(id, type, name, more).Order(StringComparer.Ordinal))}</Item>";

    private static IEnumerable<string> Parts(int id, int type, string name, string more)
        => more.Replace("><rasd:", ">\n<rasd:", StringComparison.Ordinal).Split('\n')
            .Concat([$"<rasd:ElementName>{name}</rasd:ElementName>", $"<rasd:InstanceID>{id}</rasd:InstanceID>", $"<rasd:ResourceType>{type}</rasd:ResourceType>"]);
}
