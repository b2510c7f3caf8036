using System.Globalization;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Vmx;

/// <summary>Reads network cards.</summary>
/// <param name="file">The configuration.</param>
/// <param name="warn">Told what does not stop the work.</param>
internal sealed class VmxNetworkReader(VmxFile file, Action<string> warn)
{
    private const string Prefix = "ethernet";
    private const int MacDigits = 12;

    // ESXi takes 10, Workstation too.
    private const int MaxNumber = 99;

    // What VMware connects a card to that says nothing.
    private const string DefaultConnection = "bridged";

    /// <summary>The cards that are present, in the order of their numbers.</summary>
    public IReadOnlyList<NetworkCard> Read()
        => [.. file.Keys.Select(NumberOf).OfType<int>().Distinct().Order()
            .Where(number => file.IsPresent($"{Prefix}{number}"))
            .Select(ReadCard)];

    private static int? NumberOf(string key)
    {
        string device = key.Split('.')[0];
        return device.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(device.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number <= MaxNumber ? number : null;
    }

    private NetworkCard ReadCard(int number)
    {
        string key = $"{Prefix}{number}";
        return new NetworkCard
        {
            Name = $"Network adapter {number + 1}",
            Network = file[$"{key}.networkName"] ?? file[$"{key}.dvs.portgroupId"] ?? file[$"{key}.vnet"] ?? file[$"{key}.connectionType"] ?? DefaultConnection,
            Mac = ReadMac(key),
            Model = file[$"{key}.virtualDev"],
            IsConnected = file.Switch($"{key}.startConnected") ?? true,
        };
    }

    /// <summary>The address the user gave, or the one that VMware made up: of both only one counts.</summary>
    private string? ReadMac(string key)
    {
        bool isStatic = "static".Equals(file[$"{key}.addressType"], StringComparison.OrdinalIgnoreCase);
        string? text = isStatic ? file[$"{key}.address"] ?? file[$"{key}.generatedAddress"] : file[$"{key}.generatedAddress"] ?? file[$"{key}.address"];
        if (text is null)
        {
            return null;
        }

        string digits = string.Concat(text.Where(c => c is not (':' or '-' or '.' or ' '))).ToLowerInvariant();
        if (digits.Length != MacDigits || !digits.All(char.IsAsciiHexDigit))
        {
            warn($"{file.Name}: \"{RelativeName.Printable(text)}\" is no MAC address; the host chooses one for {key}");
            return null;
        }

        return string.Join(':', digits.Chunk(2).Select(pair => new string(pair)));
    }
}
