using Appliance.Formats;
using Appliance.Formats.Verification;

namespace Appliance.Builder.Trust.Verifying;

/// <summary>Checks what a build wrote against what tells of it: digests, signature, bills of materials, provenance.</summary>
/// <param name="manifest">The file of the digests.</param>
/// <param name="findings">Takes what does not hold.</param>
public sealed class BuildVerifier(string manifest, FindingList findings)
{
    private static readonly string[] Proofs = [".json", BuildManifest.CertificateExtension, ".mf", ".cert"];

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(manifest))!;
    private readonly string _name = Path.GetFileName(manifest);

    /// <summary>The names of the packages and images that were built and are whole.</summary>
    public IReadOnlyList<string> Outputs { get; private set; } = [];

    /// <summary>The packages that the bills of materials name, as package URLs; null where there is no bill.</summary>
    public IReadOnlySet<string>? Packages { get; private set; }

    /// <summary>Checks all of it, except that the bills are those of the outputs: see <see cref="BillVerifier.CheckPackages"/>.</summary>
    /// <param name="trusted">Whose signature is wanted; null where none is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file of the digests is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task VerifyAsync(TrustedSigners? trusted, CancellationToken cancellationToken)
    {
        byte[] content = await File.ReadAllBytesAsync(manifest, cancellationToken);
        IReadOnlyDictionary<string, string> digests = ChecksumFile.Parse(content, _name);
        new SignatureVerifier(_folder, _name, findings).Verify(content, trusted);
        var whole = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, string digest) in digests)
        {
            if (await IsWholeAsync(name, digest, cancellationToken))
            {
                whole.Add(name);
            }
        }

        Outputs = [.. whole.Where(name => !Array.Exists(Proofs, end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase)))];
        Packages = new BillVerifier(_folder, Path.GetFileNameWithoutExtension(_name), findings).Verify(whole);
        new ProvenanceVerifier(_folder, Path.GetFileNameWithoutExtension(_name) + Provenance.Extension, findings).Verify(whole, digests, Outputs);
    }

    private async Task<bool> IsWholeAsync(string name, string digest, CancellationToken cancellationToken)
    {
        string path = Path.Combine(_folder, name);
        if (!File.Exists(path))
        {
            findings.Error("build-missing", name, offset: null, $"is not there, and {_name} lists it");
            return false;
        }

        string found = await ChecksumFile.DigestAsync(path, cancellationToken);
        if (found != digest)
        {
            findings.Error("build-digest", name, offset: null, $"has the SHA-256 {found}, and {_name} says {digest}");
        }

        return found == digest;
    }
}
