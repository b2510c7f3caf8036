using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Appliance.Formats.Files;
using Appliance.Formats.Verification;

namespace Appliance.Formats.Ovf;

/// <summary>
/// The signature of a manifest (DSP0243, "Distribution"): a line <c>ALG(name.mf)= hex</c>, an RSA PKCS#1 v1.5 signature
/// over the bytes of the manifest, and the signer's certificates in PEM behind it, his own first.
/// </summary>
public sealed class CertificateFile : IDisposable
{
    // Certificates above the signer's; real chains have two or three, and each costs the machine's chain engine time.
    private const int MaxCertificates = 16;

    private readonly string _file;
    private readonly HashAlgorithmName _algorithm;
    private readonly byte[] _signature;
    private readonly X509Certificate2Collection _certificates;

    private CertificateFile(string file, string manifestName, HashAlgorithmName algorithm, byte[] signature, X509Certificate2Collection certificates)
    {
        _file = file;
        ManifestName = manifestName;
        _algorithm = algorithm;
        _signature = signature;
        _certificates = certificates;
    }

    /// <summary>The manifest that is signed.</summary>
    public string ManifestName { get; }

    /// <summary>Who signed it, as an X.500 name; whether to believe that is what <see cref="FindDistrust"/> answers.</summary>
    public string Signer => _certificates[0].Subject;

    /// <summary>The text of a certificate file.</summary>
    /// <param name="manifestName">The manifest that is signed.</param>
    /// <param name="signature">Its signature: RSA PKCS#1 v1.5 over SHA-256.</param>
    /// <param name="certificates">The signer's certificates in PEM, his own first.</param>
    public static byte[] Write(string manifestName, ReadOnlySpan<byte> signature, string certificates)
        => Encoding.UTF8.GetBytes($"{HashAlgorithmName.SHA256.Name}({manifestName})= {Convert.ToHexStringLower(signature)}\n{certificates}");

    /// <summary>Signs a manifest.</summary>
    /// <param name="signer">Who signs.</param>
    /// <param name="manifestName">Its name.</param>
    /// <param name="manifest">Its content.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The text of the certificate file.</returns>
    /// <exception cref="IOException">The key cannot be used.</exception>
    public static async ValueTask<byte[]> SignAsync(IManifestSigner signer, string manifestName, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return Write(manifestName, await signer.SignAsync(manifest, cancellationToken), signer.Certificates);
    }

    /// <summary>Reads a certificate file.</summary>
    /// <param name="content">All of it.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="InvalidImageException">There is no signature, or no certificate that can be read.</exception>
    public static CertificateFile Parse(ReadOnlySpan<byte> content, string file)
    {
        string text = Encoding.UTF8.GetString(content).TrimStart('\uFEFF');
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        if (end < 0 || !ManifestLine.TryParse(text.AsSpan(0, end), out ManifestLine line))
        {
            throw new InvalidImageException(file, "does not begin with a signature, which reads like SHA256(name.mf)= and digits");
        }

        string manifestName = RelativeName.Check(file, line.FileName.ToString());
        return new CertificateFile(file, manifestName, line.Algorithm, Convert.FromHexString(line.Hex), ReadCertificates(text.AsSpan(end), file));
    }

    /// <summary>Checks that the signer signed exactly these bytes.</summary>
    /// <exception cref="InvalidImageException">He did not.</exception>
    /// <exception cref="UnsupportedImageException">His key is not an RSA key.</exception>
    public void Verify(ReadOnlySpan<byte> manifest)
    {
        try
        {
            using RSA key = _certificates[0].GetRSAPublicKey()
                ?? throw new UnsupportedImageException(_file, $"the signer's key is of the kind {_certificates[0].GetKeyAlgorithm()}; the OVF standard knows RSA only");
            if (!key.VerifyData(manifest, _signature, _algorithm, RSASignaturePadding.Pkcs1))
            {
                throw new InvalidImageException(_file, $"the signature does not match {ManifestName}: one of the two was changed");
            }
        }
        catch (CryptographicException e)
        {
            throw new InvalidImageException(_file, offset: null, $"the signer's key cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Says why the signer is not to be believed; see <see cref="TrustedSigners.FindDistrust"/>.</summary>
    /// <param name="trusted">Who is trusted; null for whom this machine trusts.</param>
    public string? FindDistrust(TrustedSigners? trusted = null) => TrustedSigners.FindDistrust(_certificates, trusted);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (X509Certificate2 certificate in _certificates)
        {
            certificate.Dispose();
        }
    }

    private static X509Certificate2Collection ReadCertificates(ReadOnlySpan<char> pem, string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new InvalidImageException(file, offset: null, $"holds a certificate that cannot be read: {e.Message}", e);
        }

        if (certificates.Count is 0 or > MaxCertificates)
        {
            throw new InvalidImageException(file, $"holds {certificates.Count} certificates; there should be the signer's and a few above it");
        }

        return certificates;
    }
}
