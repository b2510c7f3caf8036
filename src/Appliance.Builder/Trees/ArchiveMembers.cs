using Appliance.Formats;
using Appliance.Formats.Ova;

namespace Appliance.Builder.Trees;

/// <summary>
/// Reads the members of a tar archive that is not compressed. <c>System.Formats.Tar</c> has no caps, and takes the values of extended
/// attributes for text, which capabilities are not.
/// </summary>
/// <param name="archive">Where it is.</param>
/// <param name="name">What messages call it.</param>
internal sealed class ArchiveMembers(FilePart archive, string name)
{
    // A desktop with everything has some 500,000 files; attributes have 64 KiB at most, and paths 4 KiB.
    private const int MostMembers = 2_000_000;
    private const int MostRecordBytes = 1 << 20;

    /// <summary>What messages call the archive.</summary>
    public string Name => name;

    /// <summary>Reads them, in their order.</summary>
    /// <exception cref="InvalidImageException">It is damaged, or cut off.</exception>
    /// <exception cref="UnsupportedImageException">It has more members than any system, or sparse ones.</exception>
    public IEnumerable<ArchiveMember> Read(CancellationToken cancellationToken)
    {
        using Stream content = archive.Open();
        var fields = new ArchiveFields();
        var block = new byte[TarHeader.Length];
        int members = 0;
        for (long offset = 0; offset < archive.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Read(content, offset, block);
            if (TarHeader.IsEnd(block))
            {
                yield break;
            }

            TarHeader header = TarHeader.Parse(block, name, offset);
            long start = offset + TarHeader.Length, length = LengthOf(header, fields, offset);
            if (ArchiveFields.Announces(header.Kind))
            {
                byte[] records = new byte[length <= MostRecordBytes ? length : throw new InvalidImageException(name, offset, $"a tar header continues for {length} bytes; {MostRecordBytes} are plenty")];
                Read(content, start, records);
                fields.Take(header.Kind, records, name, start);
            }
            else
            {
                yield return ++members <= MostMembers ? ReadMember(fields, block, header, archive.Slice(start, length), offset)
                    : throw new UnsupportedImageException(name, offset, $"has more than {MostMembers} members, which no system needs");
            }

            // The padding of the last one may be cut off.
            offset = start + ((length + TarHeader.Length - 1) & -TarHeader.Length);
        }
    }

    private ArchiveMember ReadMember(ArchiveFields fields, byte[] block, TarHeader header, FilePart content, long offset)
        => fields.IsSparse || header.Kind == TarKind.GnuSparseFile ? throw new UnsupportedImageException(name, offset, "has a file that is stored sparse; pack it again without --sparse")
            : fields.Read(block, header.Kind, content, name, offset);

    private long LengthOf(TarHeader header, ArchiveFields fields, long offset)
    {
        // Links, folders and devices have no content, whatever their headers say.
        bool hasContent = ArchiveFields.Announces(header.Kind) || header.Kind is TarKind.OldFile or TarKind.File or TarKind.ContiguousFile or > TarKind.ContiguousFile;
        long length = !hasContent ? 0 : ArchiveFields.Announces(header.Kind) ? header.Size : fields.Size ?? header.Size;
        return length <= archive.Length - offset - TarHeader.Length ? length
            : throw new InvalidImageException(name, offset, $"is cut off: a member of {length} bytes leads beyond its end");
    }

    private void Read(Stream content, long offset, byte[] target)
    {
        if (target.Length > archive.Length - offset)
        {
            throw new InvalidImageException(name, offset, "is cut off within a tar header");
        }

        content.Position = offset;
        content.ReadExactly(target);
    }
}
