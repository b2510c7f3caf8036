using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Trust;

/// <summary>Keys in a token that is made of software.</summary>
public sealed class TokenSigningTests
{
    private const string Module = "/usr/lib/softhsm/libsofthsm2.so";
    private const string Pin = "1234";

    [NeedsToolFact("openssl", "softhsm2-util")]
    public async Task Sign_KeyInAToken_OpenSslAgrees()
    {
        using var bench = new SigningBench();
        string key = Store(bench);

        byte[] signature = await (await bench.OpenAsync(key, $"file:{bench.Folder.Write("pin", Pin)}")).SignAsync(bench.Folder.Path.Select(c => (byte)c).ToArray(), CancellationToken.None);

        Assert.True(bench.IsSignature(signature, [.. bench.Folder.Path.Select(c => (byte)c)]));
    }

    [NeedsToolFact("openssl", "softhsm2-util")]
    public async Task Open_NoSuchKeyInTheToken_NamesIt()
    {
        using var bench = new SigningBench();
        Store(bench);

        IOException e = await Assert.ThrowsAsync<IOException>(() => bench.OpenAsync("pkcs11:token=release;object=other", $"file:{bench.Folder.Write("pin", Pin)}"));

        Assert.Contains("object=other", e.Message, StringComparison.Ordinal);
    }

    // The module reads where its tokens are from the environment; no other test has any.
    private static string Store(SigningBench bench)
    {
        Directory.CreateDirectory(bench.Folder["tokens"]);
        Environment.SetEnvironmentVariable("SOFTHSM2_CONF", bench.Folder.Write("softhsm2.conf", $"directories.tokendir = {bench.Folder["tokens"]}\nobjectstore.backend = file\n"));
        Environment.SetEnvironmentVariable("PKCS11_MODULE_PATH", Module);
        Tool.Run("softhsm2-util", "--init-token", "--free", "--label", "release", "--so-pin", Pin, "--pin", Pin);
        Tool.Run("softhsm2-util", "--import", bench.Key, "--token", "release", "--label", "appliances", "--id", "A1", "--pin", Pin);
        return "pkcs11:token=release;object=appliances";
    }
}
