namespace Appliance.Builder.Trees;

/// <summary>A stretch of a file: an archive, or what lies in one.</summary>
/// <param name="Path">The file.</param>
/// <param name="Start">Where it starts, in bytes of the file.</param>
/// <param name="Length">Its bytes.</param>
internal sealed record FilePart(string Path, long Start, long Length)
{
    /// <summary>All of a file.</summary>
    public static FilePart Whole(string path) => new(path, 0, new FileInfo(path).Length);

    /// <summary>A stretch of this one.</summary>
    public FilePart Slice(long start, long length) => new(Path, Start + start, length);

    /// <summary>Opens it.</summary>
    public Stream Open() => new ArchivedStream(Path, Start, Length);
}
