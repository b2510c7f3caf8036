using Appliance.Formats.Ovf;
using Appliance.Formats.Verification;

namespace Appliance.Builder.Trust;

/// <summary>Writes the digests of all that a build made, and their signature.</summary>
public static class BuildManifest
{
    /// <summary>What the name of the signature ends with.</summary>
    public const string SignatureExtension = ChecksumFile.Extension + ".sig";

    /// <summary>What the name of the signer's certificates ends with.</summary>
    public const string CertificateExtension = ".pem";

    /// <summary>What the names of the files that are written end with.</summary>
    /// <param name="isSigned">Whether there is a signature among them.</param>
    public static IReadOnlyList<string> Extensions(bool isSigned) => isSigned ? [ChecksumFile.Extension, SignatureExtension, CertificateExtension] : [ChecksumFile.Extension];

    /// <summary>Writes them, the certificates first, so that they are among the digests.</summary>
    /// <param name="digests">The outputs of the build, full paths with their SHA-256 in lower-case hexadecimal.</param>
    /// <param name="folder">Where to; what was written there before is listed too.</param>
    /// <param name="signer">Who signs; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="IOException">The key cannot be used.</exception>
    public static async Task WriteAsync(IReadOnlyDictionary<string, string> digests, ProofFolder folder, IManifestSigner? signer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(digests);
        ArgumentNullException.ThrowIfNull(folder);
        if (signer is not null)
        {
            await folder.WriteAsync(CertificateExtension, System.Text.Encoding.ASCII.GetBytes(signer.Certificates), cancellationToken);
        }

        var all = digests.ToDictionary(pair => folder.NameOf(pair.Key), pair => pair.Value, StringComparer.Ordinal);
        foreach (string path in folder.Written.Keys)
        {
            all[folder.NameOf(path)] = await ChecksumFile.DigestAsync(path, cancellationToken);
        }

        byte[] manifest = ChecksumFile.Write(all);
        await folder.WriteAsync(ChecksumFile.Extension, manifest, cancellationToken);
        if (signer is not null)
        {
            await folder.WriteAsync(SignatureExtension, await signer.SignAsync(manifest, cancellationToken), cancellationToken);
        }
    }
}
