using Appliance.Builder.Trust;
using Appliance.Testing;

namespace Appliance.Builder.Tests.Trust;

/// <summary>An RSA key, the certificate of it, and a folder for what is signed.</summary>
internal sealed class SigningBench : IDisposable
{
    public const string Subject = "CN=Release";

    /// <summary>The folder.</summary>
    public TemporaryFolder Folder { get; } = new();

    public string Key => Folder["key.pem"];

    public string Certificate => Folder["cert.pem"];

    public SigningBench() => MakeKey("key.pem", "cert.pem");

    /// <summary>Makes another key with a certificate of the same name.</summary>
    public void MakeKey(string key, string certificate, string kind = "rsa:2048") => Tool.Run(
        "openssl", ["req", "-x509", "-newkey", .. kind.Split(' '), "-nodes", "-subj", $"/{Subject}", "-days", "30", "-keyout", Folder[key], "-out", Folder[certificate]]);

    /// <summary>Prepares the key for signing.</summary>
    public Task<OpenSslSigner> OpenAsync(string? key = null, string? password = null, string? certificate = null)
        => OpenSslSigner.OpenAsync(new SigningKey(key ?? Key, certificate ?? Certificate) { Password = password }, TextWriter.Null, CancellationToken.None);

    /// <summary>Lets openssl say whether it is the signature of a content.</summary>
    public bool IsSignature(byte[] signature, byte[] content)
    {
        Tool.Run("openssl", "x509", "-in", Certificate, "-noout", "-pubkey", "-out", Folder["check.pub"]);
        return Tool.TryRun(
            "openssl", "dgst", "-sha256", "-verify", Folder["check.pub"], "-signature", Folder.Write("check.sig", signature), Folder.Write("check", content)).ExitCode == 0;
    }

    public void Dispose() => Folder.Dispose();
}
