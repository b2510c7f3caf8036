namespace Appliance.Guests.FileSystems;

/// <summary>A name in a folder, and what stands behind it.</summary>
/// <param name="Name">The last part of its path; empty for the root.</param>
/// <param name="Type">What it is.</param>
/// <param name="Length">Bytes of a regular file; 0 for anything else.</param>
/// <param name="Rights">Mode and owner.</param>
/// <param name="Target">Where a link points, as it is written there; null for anything else.</param>
public sealed record FileNode(string Name, FileType Type, long Length, FileRights Rights, string? Target = null)
{
    /// <summary>When it was changed last, in seconds since 1970; 0 where the engine does not tell.</summary>
    public long Modified { get; init; }

    /// <summary>Of a regular file that has several names, a number that they share in the file system; else 0, as where the engine does not tell.</summary>
    public ulong Identity { get; init; }
}
