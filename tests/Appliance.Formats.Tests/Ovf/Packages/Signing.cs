using System.Text;
using Appliance.Testing;

namespace Appliance.Formats.Tests.Ovf.Packages;

/// <summary>Lets OpenSSL make a key, a certificate and a signature.</summary>
internal static class Signing
{
    /// <summary>The content of a certificate file for a manifest.</summary>
    public static byte[] Sign(TemporaryFolder folder, string name, byte[] manifest, string algorithm = "sha256", string key = "rsa:2048")
    {
        string keyFile = folder["signer.key"], certificateFile = folder["signer.pem"], manifestFile = folder.Write("to-sign", manifest);
        Tool.Run("openssl", ["req", "-x509", "-newkey", .. key.Split(' '), "-nodes", "-subj", "/CN=Some Signer", "-days", "30", "-keyout", keyFile, "-out", certificateFile]);
        Tool.Run("openssl", "dgst", $"-{algorithm}", "-sign", keyFile, "-out", folder["signature"], manifestFile);
        string signature = Convert.ToHexStringLower(File.ReadAllBytes(folder["signature"]));
        byte[] file = Encoding.UTF8.GetBytes($"{algorithm.ToUpperInvariant()}({name})= {signature}\n{File.ReadAllText(certificateFile)}");
        foreach (string used in new[] { keyFile, certificateFile, manifestFile, folder["signature"] })
        {
            File.Delete(used);
        }

        return file;
    }
}
