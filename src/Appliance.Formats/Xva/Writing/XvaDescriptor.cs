using Appliance.Formats.Machines;

namespace Appliance.Formats.Xva;

/// <summary>Makes <c>ova.xml</c>: a version, and every object as xapi's database has it.</summary>
internal static class XvaDescriptor
{
    /// <summary>Writes the descriptor.</summary>
    /// <param name="layout">The objects.</param>
    /// <param name="source">Where the machines come from: its name and format stay with them.</param>
    /// <param name="xva">What machines and disks get besides.</param>
    /// <param name="options">Time and seed.</param>
    public static byte[] Create(XvaLayout layout, IMachineSource source, XvaOptions xva, WriteOptions options)
    {
        var records = new XvaRecords(layout, source, xva, options);
        return XmlRpcWriter.ToBytes(new XmlRpcStruct
        {
            ["version"] = Version(options),
            ["objects"] = new XmlRpcArray([.. records.All()]),
        });
    }

    /// <summary>
    /// A host refuses files of a xapi newer than its own; 1.3 is older than any that is still in use. Version 2 of the
    /// export has the checksums beside the chunks.
    /// </summary>
    private static XmlRpcStruct Version(WriteOptions options) => new()
    {
        ["hostname"] = "localhost",
        ["date"] = options.Timestamp,
        ["product_version"] = "8.2.1",
        ["product_brand"] = "Appliance",
        ["build_number"] = "0",
        ["xapi_major"] = 1,
        ["xapi_minor"] = 3,
        ["export_vsn"] = 2,
    };
}
