using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Appliance.Formats.Verification;

namespace Appliance.Builder.Trust.Verifying;

/// <summary>Checks the signature of a build's digests.</summary>
/// <param name="folder">The folder of the build.</param>
/// <param name="manifest">The name of the file of the digests.</param>
/// <param name="findings">Takes what does not hold.</param>
internal sealed class SignatureVerifier(string folder, string manifest, FindingList findings)
{
    private const string Code = "build-signature";

    private readonly string _signature = Path.GetFileNameWithoutExtension(manifest) + BuildManifest.SignatureExtension;
    private readonly string _certificates = Path.GetFileNameWithoutExtension(manifest) + BuildManifest.CertificateExtension;

    /// <summary>Checks it.</summary>
    /// <param name="content">What is signed.</param>
    /// <param name="trusted">Whose signature is wanted; null where none is.</param>
    public void Verify(byte[] content, TrustedSigners? trusted)
    {
        string signature = Path.Combine(folder, _signature), certificates = Path.Combine(folder, _certificates);
        if (!File.Exists(signature) || !File.Exists(certificates))
        {
            TellUnsigned(File.Exists(signature), trusted is not null);
            return;
        }

        var signer = new X509Certificate2Collection();
        try
        {
            signer.ImportFromPem(File.ReadAllText(certificates));
            using RSA? key = signer.Count == 0 ? null : signer[0].GetRSAPublicKey();
            if (key?.VerifyData(content, File.ReadAllBytes(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) != true)
            {
                findings.Error(Code, _signature, offset: null, $"does not match {manifest} and the key of {_certificates}: one of the three was changed");
                return;
            }
        }
        catch (CryptographicException e)
        {
            findings.Error(Code, _certificates, offset: null, $"holds a certificate that cannot be read: {e.Message}");
            return;
        }

        Judge(signer, trusted);
    }

    private void TellUnsigned(bool hasSignature, bool isWanted)
    {
        if (hasSignature)
        {
            findings.Error(Code, _signature, offset: null, $"cannot be checked: {_certificates} is not there");
        }
        else if (isWanted)
        {
            findings.Error("build-unsigned", manifest, offset: null, "is not signed, and a signature by somebody who is trusted is wanted");
        }
        else
        {
            findings.Note("build-unsigned", manifest, offset: null, "is not signed: the digests tell that files are whole, not whose they are");
        }
    }

    private void Judge(X509Certificate2Collection signer, TrustedSigners? trusted)
    {
        switch (TrustedSigners.FindDistrust(signer, trusted))
        {
            case null:
                findings.Note("build-signer", _signature, offset: null, $"signed by {signer[0].Subject}, who is trusted");
                break;
            case { } reason when trusted is null:
                findings.Warning("build-signer", _signature, offset: null, $"signed by {signer[0].Subject}, whom this machine does not trust: {reason}");
                break;
            case { } reason:
                findings.Error("build-signer", _signature, offset: null, $"signed by {signer[0].Subject}, who is not trusted here: {reason}");
                break;
        }
    }
}
