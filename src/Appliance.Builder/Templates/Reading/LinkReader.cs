using System.Net;
using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads how network cards get their addresses.</summary>
internal static class LinkReader
{
    /// <summary>Reads one.</summary>
    public static LinkChoice Read(MapReader map)
    {
        // A parameter may be left empty.
        string[] addresses = [.. map.Texts("addresses").Where(text => text.Value.Length > 0).Select(NetworkOf)];
        var link = new LinkChoice(map.Text("cards") is { } cards ? NameOf(cards) : null)
        {
            Addresses = addresses,
            UsesDhcp = map.Flag("dhcp") ?? addresses.Length == 0,
            Gateway = map.Text("gateway") is { Value.Length: > 0 } gateway ? AddressOf(gateway) : null,
            NameServers = [.. map.Texts("dns").Where(text => text.Value.Length > 0).Select(AddressOf)],
        };
        map.End();
        return link;
    }

    private static string NameOf(TemplateText text) => text.Value.Length is > 0 and <= 15 && text.Value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '*' or '?' or '-' or '_')
        ? text.Value : throw text.Error($"cards have a name such as eth0, or eth*; {text.Value} is none");

    private static string AddressOf(TemplateText text)
        => IPAddress.TryParse(text.Value, out _) ? text.Value : throw text.Error($"{text.Value} is no IP address");

    private static string NetworkOf(TemplateText text)
    {
        string[] parts = text.Value.Split('/');
        return parts.Length == 2 && IPAddress.TryParse(parts[0], out IPAddress? address) && byte.TryParse(parts[1], out byte bits) && bits <= address.GetAddressBytes().Length * 8
            ? text.Value : throw text.Error($"an address has the bits of its network behind it, such as 192.168.1.9/24; {text.Value} has not");
    }
}
