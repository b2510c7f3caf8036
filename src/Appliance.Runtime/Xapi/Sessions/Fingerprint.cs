using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Appliance.Runtime.Xapi.Sessions;

/// <summary>The SHA-256 of a certificate, as <c>openssl x509 -fingerprint -sha256</c> shows it: <c>AB:CD:…</c>.</summary>
internal static class Fingerprint
{
    /// <summary>That of a certificate.</summary>
    public static string Of(X509Certificate2 certificate) => Format(certificate.GetCertHash(HashAlgorithmName.SHA256));

    /// <summary>Brings what a user typed into the one form.</summary>
    /// <param name="text">64 hexadecimal digits, with or without colons, in either case.</param>
    /// <exception cref="FormatException">It is no fingerprint; the message says why.</exception>
    public static string Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out string? fingerprint) ? fingerprint
            : throw new FormatException($"{text}: a fingerprint is the SHA-256 of the host's certificate, 64 hexadecimal digits with or without colons");
    }

    /// <summary>Brings a fingerprint into the one form, where it is one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? fingerprint)
    {
        string digits = text.Replace(":", "", StringComparison.Ordinal);
        bool isOne = digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit);
        fingerprint = isOne ? Format(Convert.FromHexString(digits)) : null;
        return isOne;
    }

    private static string Format(byte[] hash) => BitConverter.ToString(hash).Replace('-', ':');
}
