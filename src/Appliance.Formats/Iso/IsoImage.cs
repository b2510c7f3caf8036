namespace Appliance.Formats.Iso;

/// <summary>
/// Makes the image of a CD with one file in its root: ISO 9660 (ECMA-119) with Joliet, which OVF asks for, so that the file has its
/// name as it is written. The same arguments give the same bytes.
/// </summary>
public static class IsoImage
{
    /// <summary>The longest label, in characters: what Joliet has room for.</summary>
    public const int LongestLabel = 16;

    // Where all is, in sectors: two descriptors and their end, two path tables each, two folders, and the file.
    private const int FirstDescriptor = 16;
    private const int FirstTable = 19;
    private const int FirstFolder = 23;
    private const int FileAt = 25;

    /// <summary>Makes it.</summary>
    /// <param name="label">What the volume is called, in ASCII.</param>
    /// <param name="file">The file's name, in ASCII: eight characters, a dot and three more at most.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="time">When all of it was made.</param>
    /// <exception cref="ArgumentException">A name is too long, or has other characters.</exception>
    public static byte[] Write(string label, string file, ReadOnlySpan<byte> content, DateTimeOffset time)
    {
        Check(label, LongestLabel);
        Check(file, "12345678.123".Length);
        int sectors = FileAt + ((content.Length + IsoField.Sector - 1) / IsoField.Sector);
        byte[] image = new byte[sectors * IsoField.Sector];
        foreach (IsoTree tree in (IsoTree[])[new(IsJoliet: false), new(IsJoliet: true)])
        {
            int number = tree.IsJoliet ? 1 : 0, tables = FirstTable + (2 * number), folder = FirstFolder + number;
            var root = new IsoEntry(folder, IsoField.Sector, IsFolder: true, time);
            IsoDescriptor.Write(SectorOf(image, FirstDescriptor + number), tree, label, sectors, tables, root);
            IsoPathTable.Write(SectorOf(image, tables), folder, isBigEndian: false);
            IsoPathTable.Write(SectorOf(image, tables + 1), folder, isBigEndian: true);
            WriteFolder(SectorOf(image, folder), root, tree.FileName(file), new IsoEntry(FileAt, content.Length, IsFolder: false, time));
        }

        IsoDescriptor.WriteEnd(SectorOf(image, FirstDescriptor + 2));
        content.CopyTo(image.AsSpan(FileAt * IsoField.Sector));
        return image;
    }

    private static void Check(string text, int longest)
    {
        if (text.Length == 0 || text.Length > longest || text.Any(letter => letter is < ' ' or > '~'))
        {
            throw new ArgumentException($"\"{text}\" is no name on a CD: that has at most {longest} characters of ASCII");
        }
    }

    private static Span<byte> SectorOf(byte[] image, int number) => image.AsSpan(number * IsoField.Sector, IsoField.Sector);

    /// <summary>A folder names itself (0), the one that it is in (1), which of the root is itself too, and what is in it.</summary>
    private static void WriteFolder(Span<byte> sector, IsoEntry root, ReadOnlySpan<byte> name, IsoEntry file)
    {
        int used = root.Write(sector, [0]);
        used += root.Write(sector[used..], [1]);
        file.Write(sector[used..], name);
    }
}
