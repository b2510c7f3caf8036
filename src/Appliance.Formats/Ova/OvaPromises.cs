using System.Security.Cryptography;
using Appliance.Formats.Ovf;

namespace Appliance.Formats.Ova;

/// <summary>Chooses the digests to take of members that come by, by the manifests that came before them.</summary>
internal sealed class OvaPromises
{
    // SHA-384 is in no packer's manifest; to take it of every member would cost as much as SHA-512.
    private static readonly HashAlgorithmName[] Usual = [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA512];

    private readonly Dictionary<string, HashSet<HashAlgorithmName>> _byLastName = new(StringComparer.Ordinal);

    /// <summary>Takes a manifest in; a damaged one is told of when the package is checked.</summary>
    public void Add(ReadOnlySpan<byte> manifest, string file)
    {
        try
        {
            foreach (ManifestEntry entry in Manifest.Parse(manifest, file).Entries)
            {
                Add(entry.FileName, entry.Algorithm);
                Add(Uri.UnescapeDataString(entry.FileName), entry.Algorithm);
            }
        }
        catch (InvalidImageException)
        {
            // Then nothing is promised by it.
        }
    }

    /// <summary>What to take of a member: what is promised for files of its last name, else all that is usual.</summary>
    public IEnumerable<HashAlgorithmName> For(string member) => _byLastName.TryGetValue(LastOf(member), out HashSet<HashAlgorithmName>? promised) ? promised : Usual;

    private static string LastOf(string name) => name[(name.LastIndexOf('/') + 1)..];

    private void Add(string name, HashAlgorithmName algorithm)
    {
        string last = LastOf(name);
        if (!_byLastName.TryGetValue(last, out HashSet<HashAlgorithmName>? algorithms))
        {
            _byLastName.Add(last, algorithms = []);
        }

        algorithms.Add(algorithm);
    }
}
