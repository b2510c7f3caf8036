using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Appliance.Runtime.Xapi.Sessions;

/// <summary>
/// Which hosts are believed to be themselves: those with a pinned certificate, or else those whose certificate leads to an
/// authority, the system's or those of a file.
/// </summary>
internal sealed class XapiTrust
{
    private readonly ConcurrentDictionary<string, bool> _pinned = new(StringComparer.Ordinal);
    private readonly X509Certificate2Collection _authorities = [];

    /// <summary>Whether only pinned certificates count.</summary>
    public bool HasPins => !_pinned.IsEmpty;

    /// <summary>The certificate that was refused last; null where none was.</summary>
    public string? Refused { get; private set; }

    /// <summary>Pins a certificate: only such ones count from now on.</summary>
    /// <param name="fingerprint">Its fingerprint, as <see cref="Fingerprint.Parse"/> gives it.</param>
    public void Pin(string fingerprint) => _pinned[fingerprint] = true;

    /// <summary>The same with more pinned certificates.</summary>
    /// <param name="fingerprints">Their fingerprints.</param>
    public XapiTrust With(IEnumerable<string> fingerprints)
    {
        var wider = new XapiTrust();
        wider._authorities.AddRange(_authorities);
        foreach (string fingerprint in _pinned.Keys.Concat(fingerprints))
        {
            wider.Pin(fingerprint);
        }

        return wider;
    }

    /// <summary>Believes the authorities in a file besides those of the system.</summary>
    /// <param name="path">A PEM file.</param>
    /// <exception cref="FormatException">It holds no certificate; the message names it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void AddAuthorities(string path)
    {
        try
        {
            _authorities.ImportFromPemFile(path);
        }
        catch (CryptographicException e)
        {
            throw new FormatException($"{path}: a certificate in it cannot be read: {e.Message}", e);
        }

        if (_authorities.Count == 0)
        {
            throw new FormatException($"{path}: holds no certificate in PEM form");
        }
    }

    /// <summary>How a TLS connection is checked.</summary>
    public SslClientAuthenticationOptions Options(string machine) => new()
    {
        TargetHost = machine,
        CertificateChainPolicy = _authorities.Count > 0 ? Policy() : null,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors),
    };

    private bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return false;
        }

        string fingerprint = Fingerprint.Of(new X509Certificate2(certificate));
        bool isTrusted = _pinned.IsEmpty ? errors == SslPolicyErrors.None : _pinned.ContainsKey(fingerprint);
        Refused = isTrusted ? Refused : fingerprint;
        return isTrusted;
    }

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // As without a policy of one's own: most hosts are reached where revocation lists are not.
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        policy.CustomTrustStore.AddRange(system.Certificates);
        policy.CustomTrustStore.AddRange(_authorities);
        return policy;
    }
}
