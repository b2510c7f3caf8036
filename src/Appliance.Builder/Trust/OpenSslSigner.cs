using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Appliance.Builder.Tools;
using Appliance.Formats.Ovf;
using Appliance.Guests.Native;

namespace Appliance.Builder.Trust;

/// <summary>Signs by the openssl program, which reads keys of every form, and reaches those in tokens. The key never comes into this process.</summary>
public sealed class OpenSslSigner : IManifestSigner
{
    private readonly BuildTool _tool;
    private readonly string _program;
    private readonly SigningKey _key;
    private readonly string[] _arguments;
    private readonly RSAParameters _public;

    private OpenSslSigner(BuildTool tool, string program, SigningKey key, string[] arguments, X509Certificate2Collection certificates)
    {
        (_tool, _program, _key, _arguments) = (tool, program, key, arguments);
        using RSA rsa = certificates[0].GetRSAPublicKey()
            ?? throw new ArgumentException($"{key.CertificateFile}: the certificate is not for an RSA key, and signatures of OVF packages know no other");
        _public = rsa.ExportParameters(includePrivateParameters: false);
        SignatureSize = rsa.KeySize / 8;
        Signer = certificates[0].Subject;

        // Written anew, so that nothing else in the file gets out, a private key above all.
        Certificates = string.Concat(certificates.Select(certificate => certificate.ExportCertificatePem() + "\n"));
    }

    /// <inheritdoc/>
    public string Certificates { get; }

    /// <inheritdoc/>
    public int SignatureSize { get; }

    /// <summary>Who signs, as an X.500 name.</summary>
    public string Signer { get; }

    /// <summary>Prepares signing, and tries it, so that what is wrong shows before long work.</summary>
    /// <param name="key">The key and its certificate.</param>
    /// <param name="log">Gets what openssl prints.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The key is not given as it has to be, or the certificate is that of another.</exception>
    /// <exception cref="IOException">The key cannot be used.</exception>
    public static async Task<OpenSslSigner> OpenAsync(SigningKey key, TextWriter log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        key.Check();
        var tool = new BuildTool(log, now: 0);
        string program = Programs.Require("openssl", "openssl", "to sign");
        string[] access = key.IsInToken ? await TokenAccess.FindAsync(tool, program, cancellationToken) : [];
        string[] password = key.Password is { } place ? ["-passin", place] : key.IsInToken ? [] : ["-passin", "pass:"];
        var signer = new OpenSslSigner(tool, program, key, [.. access, .. password], Read(key.CertificateFile));
        await signer.SignAsync("test"u8.ToArray(), cancellationToken);
        return signer;
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("appliance-sign-");
        try
        {
            (string input, string output) = (Path.Combine(work.FullName, "content"), Path.Combine(work.FullName, "signature"));
            await File.WriteAllBytesAsync(input, content, cancellationToken);
            await RunAsync(input, output, cancellationToken);
            byte[] signature = await File.ReadAllBytesAsync(output, cancellationToken);
            using RSA rsa = RSA.Create(_public);
            return rsa.VerifyData(content.Span, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ? signature
                : throw new ArgumentException($"{_key.CertificateFile}: the certificate of {Signer} is not that of the key {_key.Key}");
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private async Task RunAsync(string input, string output, CancellationToken cancellationToken)
    {
        try
        {
            await _tool.RunAsync(_program, ["dgst", "-sha256", "-sign", _key.Key, .. _arguments, "-out", output, input], cancellationToken);
        }
        catch (IOException e)
        {
            string hint = _key.Password is null ? "; if it has a password, say where that is: env:NAME or file:PATH" : "; is its password right?";
            throw new IOException($"the key {_key.Key} cannot sign: {e.Message}{hint}", e);
        }
    }

    private static X509Certificate2Collection Read(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(File.ReadAllText(file));
        }
        catch (CryptographicException e)
        {
            throw new ArgumentException($"{file}: holds a certificate that cannot be read: {e.Message}", e);
        }

        return certificates.Count > 0 ? certificates : throw new ArgumentException($"{file}: holds no certificate in PEM");
    }
}
