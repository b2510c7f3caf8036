using System.Text;
using Appliance.Builder.Templates;
using Appliance.Builder.Tests.Templates;
using Appliance.Builder.Trust;
using Appliance.Builder.Trust.Verifying;
using Appliance.Formats.Ovf;
using Appliance.Formats.Verification;
using Appliance.Testing;

namespace Appliance.Builder.Tests.Trust.Verifying;

/// <summary>What a build wrote, with a text in the place of its package.</summary>
internal sealed class BuiltFolder : IDisposable
{
    public const string Name = "web-1.2";

    public TemporaryFolder Folder { get; } = new();

    public string Manifest => Folder[$"{Name}.sha256"];

    /// <summary>Writes it.</summary>
    public static async Task<BuiltFolder> WriteAsync(IManifestSigner? signer = null, bool hasBills = true)
    {
        var built = new BuiltFolder();
        string output = built.Folder.Write($"{Name}.xva", "output");
        string digest = await ChecksumFile.DigestAsync(output, CancellationToken.None);
        var proofs = new ProofFolder(built.Folder.Path, Name);
        if (hasBills)
        {
            await proofs.WriteAsync(".spdx.json", SpdxDocument.Write(TrustBench.Bill), CancellationToken.None);
            await proofs.WriteAsync(".cdx.json", CycloneDxDocument.Write(TrustBench.Bill), CancellationToken.None);
        }

        using var bench = new TemplateBench();
        Template template = bench.Read(TemplateBench.Least);
        var provenance = new Provenance(template, [digest], DateTimeOffset.UnixEpoch, "0.1.0") { Subjects = new Dictionary<string, string> { [$"{Name}.xva"] = digest } };
        await proofs.WriteAsync(Provenance.Extension, await ProvenanceStatement.WriteAsync(provenance, CancellationToken.None), CancellationToken.None);
        await BuildManifest.WriteAsync(new Dictionary<string, string> { [output] = digest }, proofs, signer, CancellationToken.None);
        return built;
    }

    /// <summary>Changes a text in one of the files, and lists the new digests, as somebody does who wants to deceive.</summary>
    public async Task ForgeAsync(string extension, string text, string other)
    {
        string path = Folder[Name + extension];
        string before = await ChecksumFile.DigestAsync(path, CancellationToken.None);
        await File.WriteAllTextAsync(path, File.ReadAllText(path).Replace(text, other, StringComparison.Ordinal));
        string after = await ChecksumFile.DigestAsync(path, CancellationToken.None);
        await File.WriteAllTextAsync(Manifest, Encoding.UTF8.GetString(File.ReadAllBytes(Manifest)).Replace(before, after, StringComparison.Ordinal));
    }

    /// <summary>Verifies it; gives the codes of what is no note, or of all.</summary>
    public async Task<string[]> VerifyAsync(TrustedSigners? trusted = null, bool withNotes = false)
    {
        var findings = new FindingList();
        await new BuildVerifier(Manifest, findings).VerifyAsync(trusted, CancellationToken.None);
        return [.. findings.Where(finding => withNotes || finding.Severity != FindingSeverity.Note).Select(finding => $"{finding.Severity}: {finding.Code}")];
    }

    public void Dispose() => Folder.Dispose();
}
