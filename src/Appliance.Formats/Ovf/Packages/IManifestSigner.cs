namespace Appliance.Formats.Ovf;

/// <summary>Signs manifests. The key is somewhere else: in a file, or in a device that never gives it away.</summary>
public interface IManifestSigner
{
    /// <summary>The signer's certificate and those above it, in PEM, his own first.</summary>
    string Certificates { get; }

    /// <summary>Bytes of a signature.</summary>
    int SignatureSize { get; }

    /// <summary>Signs bytes: RSA PKCS#1 v1.5 over their SHA-256.</summary>
    /// <exception cref="IOException">The key cannot be used.</exception>
    ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}
