using System.Security.Cryptography;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Differing;

/// <summary>Compares the files of two guests: what they are, who may do what with them, and what is in them.</summary>
/// <param name="old">The guest that was.</param>
/// <param name="next">The guest that is.</param>
internal sealed class FileDiffer(GuestTree old, GuestTree next)
{
    private const int PieceSize = 256 << 10;

    /// <summary>The files that differ, by path.</summary>
    /// <exception cref="Appliance.Formats.ImageException">A file system is damaged.</exception>
    public IReadOnlyList<FileDifference> Compare(CancellationToken cancellationToken)
    {
        SortedDictionary<string, FileState> before = FileWalk.Read(old, cancellationToken), after = FileWalk.Read(next, cancellationToken);
        var differences = new List<FileDifference>();
        foreach (string path in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            FileDifference pair = new(path, before.GetValueOrDefault(path), after.GetValueOrDefault(path));
            pair = pair is { Old.Type: FileType.File, New.Type: FileType.File } ? WithDigests(pair, cancellationToken) : pair;
            if (pair.Old != pair.New)
            {
                differences.Add(pair);
            }
        }

        return differences;
    }

    private FileDifference WithDigests(FileDifference pair, CancellationToken cancellationToken) => pair with
    {
        Old = pair.Old! with { Digest = Digest(old, pair.Path, cancellationToken) },
        New = pair.New! with { Digest = Digest(next, pair.Path, cancellationToken) },
    };

    private static string? Digest(GuestTree tree, string path, CancellationToken cancellationToken)
    {
        using Stream? content = tree.OpenRead(path);
        if (content is null)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] piece = new byte[PieceSize];
        for (int count; (count = content.Read(piece)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(piece.AsSpan(0, count));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
