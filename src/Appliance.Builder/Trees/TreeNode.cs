using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Trees;

/// <summary>Something in a tree of files.</summary>
/// <param name="Type">A file, a folder or a link.</param>
/// <param name="Rights">Mode and owner.</param>
/// <param name="Modified">When it was changed last, in seconds since 1970.</param>
internal sealed record TreeNode(FileType Type, FileRights Rights, long Modified)
{
    /// <summary>Opens the content of a file.</summary>
    public Func<Stream> Open { get; init; } = () => Stream.Null;

    /// <summary>Bytes of the content of a file.</summary>
    public long Length { get; init; }

    /// <summary>Where a symbolic link leads.</summary>
    public string? Target { get; init; }

    /// <summary>The path of a file that this is another name of; null where it is the first.</summary>
    public string? OtherName { get; init; }

    /// <summary>Extended attributes.</summary>
    public IReadOnlyDictionary<string, byte[]> Attributes { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>A folder.</summary>
    public static TreeNode Folder(FileRights rights, long modified) => new(FileType.Folder, rights, modified);

    /// <summary>A symbolic link.</summary>
    public static TreeNode Link(string target, long modified) => new(FileType.Link, new FileRights(0x1FF), modified) { Target = target };

    /// <summary>A file of bytes that are here.</summary>
    public static TreeNode File(byte[] content, FileRights rights, long modified)
        => new(FileType.File, rights, modified) { Length = content.Length, Open = () => new MemoryStream(content, writable: false) };
}
