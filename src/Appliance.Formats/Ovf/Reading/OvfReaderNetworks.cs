using System.Xml.Linq;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>Reads networks and network cards.</summary>
internal static class OvfReaderNetworks
{
    private const int MacDigits = 12;

    /// <summary>The networks of the package.</summary>
    public static IReadOnlyList<NetworkInfo> ReadNetworks(OvfReaderContext context, XElement root)
        => [.. root.Sections("NetworkSection").SelectMany(section => section.All("Network")).Where(n => n.Text("name") is not null)
            .Select(n => new NetworkInfo(n.Text("name")!, context.Strings.TextOf(n.One("Description")))).DistinctBy(n => n.Name)];

    /// <summary>The cards by their addresses, where all have one; else as they come.</summary>
    public static IReadOnlyList<NetworkCard> ReadCards(OvfReaderContext context, OvfReaderHardware hardware)
    {
        OvfItem[] items = [.. hardware.OfType(OvfResource.Ethernet)];
        bool addressed = items.All(item => item.AddressOnParent is not null);
        return [.. items.OrderBy(item => addressed ? item.AddressOnParent!.Value : 0).Select(item => ReadCard(context, item))];
    }

    private static NetworkCard ReadCard(OvfReaderContext context, OvfItem item) => new()
    {
        Name = item.Name ?? "",
        Network = item.Setting("network") ?? item.Setting("XenNetwork") ?? item.Connection,
        Mac = ReadMac(context, item),
        Model = item.SubTypes.FirstOrDefault(),
        IsConnected = item.IsAutomatic,
    };

    private static string? ReadMac(OvfReaderContext context, OvfItem item)
    {
        if ((item.Get("Address") ?? item.Get("MACAddress")) is not { } text)
        {
            return null;
        }

        string digits = string.Concat(text.Where(c => c is not (':' or '-' or '.' or ' '))).ToLowerInvariant();
        if (digits.Length != MacDigits || !digits.All(char.IsAsciiHexDigit))
        {
            context.Warn(item.Element, $"\"{RelativeName.Printable(text)}\" is no MAC address; the host chooses one");
            return null;
        }

        return string.Join(':', digits.Chunk(2).Select(pair => new string(pair)));
    }
}
