using Appliance.Builder.Trust;
using Appliance.Formats.Verification;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Trust;

public sealed class BuildManifestTests
{
    private const string Name = "web-1.2";

    [NeedsToolFact("openssl", "sha256sum")]
    public async Task Write_SignedBuild_PassesTheDocumentedCommands()
    {
        using var bench = new SigningBench();
        await WriteAsync(bench);

        (int code, string output, string error) = DocumentedCommands.Run("sha256.sig", bench.Folder, Name);

        Assert.True(code == 0, output + error);
        Assert.Contains($"{Name}.spdx.json: OK", output, StringComparison.Ordinal);
    }

    [NeedsToolFact("openssl", "sha256sum")]
    public async Task Write_OutputChangedLater_FailsTheDocumentedCommands()
    {
        using var bench = new SigningBench();
        await WriteAsync(bench);
        bench.Folder.Write($"{Name}.xva", "other");

        Assert.NotEqual(0, DocumentedCommands.Run("sha256.sig", bench.Folder, Name).ExitCode);
    }

    [NeedsToolFact("openssl", "sha256sum")]
    public async Task Write_DigestsChangedLater_FailTheDocumentedCommands()
    {
        using var bench = new SigningBench();
        await WriteAsync(bench);
        File.AppendAllText(bench.Folder[$"{Name}.sha256"], "\n");

        Assert.NotEqual(0, DocumentedCommands.Run("sha256.sig", bench.Folder, Name).ExitCode);
    }

    [Fact]
    public async Task Write_NobodySigns_ListsOutputsAndWhatTellsOfThem()
    {
        using var folder = new TemporaryFolder();
        var proofs = new ProofFolder(folder.Path, Name);
        await proofs.WriteAsync(".spdx.json", "{}"u8.ToArray(), CancellationToken.None);

        await BuildManifest.WriteAsync(new Dictionary<string, string> { [folder[$"{Name}.xva"]] = new string('0', 64) }, proofs, signer: null, CancellationToken.None);

        Assert.Equal([$"{Name}.spdx.json", $"{Name}.xva"], ChecksumFile.Parse(File.ReadAllBytes(folder[$"{Name}.sha256"]), "x").Keys);
        Assert.False(File.Exists(folder[$"{Name}.pem"]));
    }

    private static async Task WriteAsync(SigningBench bench)
    {
        string output = bench.Folder.Write($"{Name}.xva", "output");
        var proofs = new ProofFolder(bench.Folder.Path, Name);
        await proofs.WriteAsync(".spdx.json", "{}"u8.ToArray(), CancellationToken.None);
        var digests = new Dictionary<string, string> { [output] = await ChecksumFile.DigestAsync(output, CancellationToken.None) };
        await BuildManifest.WriteAsync(digests, proofs, await bench.OpenAsync(), CancellationToken.None);
    }
}
