using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Appliance.Converter.Sources.Http;

/// <summary>The system's certificate authorities, and those of a file besides.</summary>
internal static class TrustedAuthorities
{
    // The bundle of all public authorities is a quarter of this; a larger file is something else.
    private const int MaxFileLength = 1 << 20;

    /// <summary>What a chain has to lead to.</summary>
    /// <param name="path">A PEM file with certificates.</param>
    /// <exception cref="OptionException">The file holds no certificate.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static X509ChainPolicy WithFile(string path)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // As without a policy of one's own: most hosts are reached where revocation lists are not.
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        policy.CustomTrustStore.AddRange(system.Certificates);
        policy.CustomTrustStore.AddRange(Read(path));
        return policy;
    }

    private static X509Certificate2Collection Read(string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            if (new FileInfo(path).Length <= MaxFileLength)
            {
                certificates.ImportFromPem(File.ReadAllText(path));
            }
        }
        catch (CryptographicException e)
        {
            throw new OptionException($"--ca-file {path}: a certificate in it cannot be read: {e.Message}");
        }

        return certificates.Count > 0 ? certificates : throw new OptionException($"--ca-file {path}: holds no certificate in PEM form");
    }
}
