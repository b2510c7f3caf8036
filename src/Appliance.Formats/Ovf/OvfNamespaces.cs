namespace Appliance.Formats.Ovf;

/// <summary>XML namespaces of OVF 1.1 and of the programs that extend it.</summary>
internal static class OvfNamespaces
{
    public const string Envelope = "http://schemas.dmtf.org/ovf/envelope/1";
    public const string Environment = "http://schemas.dmtf.org/ovf/environment/1";
    public const string Rasd = Cim + "CIM_ResourceAllocationSettingData";
    public const string Vssd = Cim + "CIM_VirtualSystemSettingData";
    public const string Vmw = "http://www.vmware.com/schema/ovf";
    public const string Xen = "http://schemas.citrix.com/ovf/envelope/1";
    public const string Health = "urn:appliance:health:1";
    public const string XmlEncryption = "http://www.w3.org/2001/04/xmlenc#";
    public const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    private const string Cim = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/";

    /// <summary>The root namespaces before and after 1.x, without the last part that varies.</summary>
    private static readonly string[] EnvelopeStems = ["http://schemas.dmtf.org/ovf/envelope", "http://www.vmware.com/schema/ovf/1/envelope"];

    /// <summary>Whether elements of this namespace are OVF's own, of any version.</summary>
    public static bool IsEnvelope(string name)
        => EnvelopeStems.Any(stem => name.StartsWith(stem, StringComparison.Ordinal));
}
