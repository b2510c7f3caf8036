namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>Addresses of network cards in texts.</summary>
internal static class MacAddress
{
    /// <summary>An address in lower case with colons, whatever its quotes and separators; null where it is none.</summary>
    public static string? Normalize(string? text)
    {
        string trimmed = (text ?? "").Trim().Trim('"', '\'').Replace('-', ':').ToLowerInvariant();
        return trimmed.Length == 17 && trimmed.Split(':') is { Length: 6 } parts && parts.All(part => part.Length == 2 && part.All(char.IsAsciiHexDigit)) ? trimmed : null;
    }
}
