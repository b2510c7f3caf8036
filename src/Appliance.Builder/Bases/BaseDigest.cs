using System.Security.Cryptography;
using Appliance.Builder.Trees;
using Appliance.Formats.Verification;

namespace Appliance.Builder.Bases;

/// <summary>SHA-256, in lower-case hexadecimal.</summary>
internal static class BaseDigest
{
    // What a link leads to is none of it.
    private static readonly EnumerationOptions WithoutLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Of a file; of a folder, that of the list of its files' digests as sha256sum has it.</summary>
    public static async Task<string> OfAsync(string path, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            return await ChecksumFile.DigestAsync(path, cancellationToken);
        }

        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(path, "*", WithoutLinks))
        {
            digests[Path.GetRelativePath(path, file).Replace('\\', '/')] = await ChecksumFile.DigestAsync(file, cancellationToken);
        }

        return Convert.ToHexStringLower(SHA256.HashData(ChecksumFile.Write(digests)));
    }

    /// <summary>Of a stretch of a file.</summary>
    public static async Task<string> OfAsync(FilePart part, CancellationToken cancellationToken)
    {
        await using Stream content = part.Open();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
    }
}
