using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Appliance.Formats.Verification;

/// <summary>Whose signatures count: certificates of signers themselves, or of authorities above them.</summary>
public sealed class TrustedSigners
{
    private readonly X509Certificate2Collection _certificates;

    private TrustedSigners(X509Certificate2Collection certificates) => _certificates = certificates;

    /// <summary>Reads certificates.</summary>
    /// <param name="file">A file of them in PEM.</param>
    /// <exception cref="InvalidImageException">There are none that can be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrustedSigners Read(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(File.ReadAllText(file));
        }
        catch (CryptographicException e)
        {
            throw new InvalidImageException(file, offset: null, $"holds a certificate that cannot be read: {e.Message}", e);
        }

        return certificates.Count > 0 ? new TrustedSigners(certificates) : throw new InvalidImageException(file, "holds no certificate in PEM");
    }

    /// <summary>
    /// Says why a signer is not to be believed: no way leads to one who is trusted, or a certificate has run out. Null where
    /// all is well. Nothing is fetched from the network, so revocation is not asked for.
    /// </summary>
    /// <param name="signer">The signer's certificate, and those above it behind it.</param>
    /// <param name="trusted">Who is trusted; null for whom this machine trusts.</param>
    public static string? FindDistrust(X509Certificate2Collection signer, TrustedSigners? trusted)
    {
        ArgumentNullException.ThrowIfNull(signer);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ExtraStore.AddRange(signer);
        if (trusted is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(trusted._certificates);
        }

        try
        {
            return chain.Build(signer[0]) || (trusted?.Names(signer[0]) == true && IsOnlyPartial(chain))
                ? null : string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()));
        }
        catch (CryptographicException e)
        {
            return e.Message;
        }
    }

    /// <summary>Whether a certificate is one of those itself.</summary>
    private bool Names(X509Certificate2 certificate) => _certificates.Any(each => each.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));

    // Who is trusted himself needs nobody above him.
    private static bool IsOnlyPartial(X509Chain chain)
        => chain.ChainStatus.All(status => (status.Status & ~(X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) == 0);
}
