using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>What values a property takes: by its type, and by its qualifiers.</summary>
public static class OvfPropertyRules
{
    private const string IsAddress = "is an IP address, such as 192.0.2.10";

    private static readonly Dictionary<string, (decimal Least, decimal Most)> Integers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["uint8"] = (byte.MinValue, byte.MaxValue),
        ["sint8"] = (sbyte.MinValue, sbyte.MaxValue),
        ["uint16"] = (ushort.MinValue, ushort.MaxValue),
        ["sint16"] = (short.MinValue, short.MaxValue),
        ["uint32"] = (uint.MinValue, uint.MaxValue),
        ["sint32"] = (int.MinValue, int.MaxValue),
        ["uint64"] = (ulong.MinValue, ulong.MaxValue),
        ["sint64"] = (long.MinValue, long.MaxValue),
        ["int"] = (int.MinValue, int.MaxValue), // VMware's
    };

    /// <summary>Why a value is not one that a property takes. The value itself, which may be a secret, is never part of it.</summary>
    /// <returns>What the property is, to be put behind its key; null where nothing is wrong.</returns>
    public static string? ProblemOf(ProductProperty property, string value)
    {
        ArgumentNullException.ThrowIfNull(property);
        ArgumentNullException.ThrowIfNull(value);
        return OvfElements.Clean(value) != value ? "has a character that XML cannot hold"
            : ProblemOfType(property.Type, value) ?? OvfQualifiers.Parse(property.Qualifiers).Select(qualifier => ProblemOf(qualifier, value)).FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Whether the user has to give a value: there is none, and the package says that it must not be empty.</summary>
    public static bool NeedsValue(ProductProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.IsUserConfigurable && string.IsNullOrEmpty(property.Value)
            && OvfQualifiers.Parse(property.Qualifiers).Any(qualifier => qualifier.Name == "MinLen" && OvfQualifiers.Number(qualifier.Argument) >= 1);
    }

    private static string? ProblemOfType(string type, string value)
    {
        if (Integers.TryGetValue(type, out (decimal Least, decimal Most) range))
        {
            bool isOne = decimal.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal number) && number >= range.Least && number <= range.Most;
            return isOne ? null : $"is a whole number from {range.Least} to {range.Most}";
        }

        return type.ToLowerInvariant() switch
        {
            "boolean" => value.ToLowerInvariant() is "true" or "false" or "1" or "0" ? null : "is true or false",
            "real32" or "real64" or "real" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "is a number",
            "ip" => IsIp(value) ? null : IsAddress,
            _ => null,
        };
    }

    private static string? ProblemOf(OvfQualifier qualifier, string value) => (qualifier.Name, OvfQualifiers.Number(qualifier.Argument)) switch
    {
        ("MinLen", { } least) when value.Length < least => $"has at least {least} characters",
        ("MaxLen", { } most) when value.Length > most => $"has at most {most} characters",
        ("MinValue", { } least) when OvfQualifiers.Number(value) is { } number && number < least => $"is at least {least}",
        ("MaxValue", { } most) when OvfQualifiers.Number(value) is { } number && number > most => $"is at most {most}",
        ("ValueMap", _) when OvfQualifiers.Words(qualifier.Argument) is var words && !words.Contains(value) => $"is one of {string.Join(", ", words)}",
        ("Ip" or "VimIp", _) when !IsIp(value) => IsAddress,
        _ => null,
    };

    /// <summary>An address of either kind, written in full; an empty one asks for DHCP.</summary>
    private static bool IsIp(string value) => value.Length == 0
        || (IPAddress.TryParse(value, out IPAddress? address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || value.Count(letter => letter == '.') == 3));
}
