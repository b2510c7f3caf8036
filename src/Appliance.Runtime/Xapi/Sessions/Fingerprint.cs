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
        string digits = text.Replace(":", "", StringComparison.Ordinal);
        return digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit)
            ? Format(Convert.FromHexString(digits))
            : throw new FormatException($"{text}: a fingerprint is the SHA-256 of the host's certificate, 64 hexadecimal digits with or without colons");
    }

    private static string Format(byte[] hash) => BitConverter.ToString(hash).Replace('-', ':');
}
