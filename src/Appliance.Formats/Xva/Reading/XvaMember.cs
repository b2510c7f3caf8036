using Appliance.Formats.IO.Tar;

namespace Appliance.Formats.Xva;

/// <summary>A member of the tar file.</summary>
/// <param name="Name">Its name, in ASCII.</param>
/// <param name="Position">Offset of its content in the file, in bytes; a multiple of 512.</param>
/// <param name="Size">Bytes of content.</param>
internal readonly record struct XvaMember(string Name, long Position, long Size)
{
    /// <summary>Bytes of content with what fills its last sector.</summary>
    public long PaddedSize => Size + UstarHeader.PaddingOf(Size);

    /// <summary>Reads a header.</summary>
    /// <param name="header">512 bytes, not the zeros that end the file.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="position">Where the header stands, in bytes.</param>
    /// <exception cref="InvalidImageException">It is no header.</exception>
    /// <exception cref="UnsupportedImageException">The member is not a plain file.</exception>
    public static XvaMember Parse(ReadOnlySpan<byte> header, string file, long position)
    {
        if (!XvaTarHeader.IsValid(header) || !XvaTarHeader.TryReadSize(header, out long size))
        {
            throw new InvalidImageException(file, position, "expected the header of a tar member, and found something else");
        }

        string name = XvaTarHeader.Name(header);
        return XvaTarHeader.IsFile(header)
            ? new XvaMember(name, position + UstarHeader.Size, size)
            : throw new UnsupportedImageException(
                file, position, $"member \"{name}\" is not a plain file; an XVA has nothing else, and must not be repacked with tar");
    }
}
