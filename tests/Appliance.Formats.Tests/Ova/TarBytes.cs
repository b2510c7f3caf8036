using System.Formats.Tar;
using System.Text;

namespace Appliance.Formats.Tests.Ova;

/// <summary>Makes tar archives in memory, good and bad ones.</summary>
internal sealed class TarBytes
{
    private const int SizeOffset = 124;
    private const int ChecksumOffset = 148;

    private readonly List<byte> _bytes = [];

    /// <summary>Adds a member as the framework writes it.</summary>
    public TarBytes Add(string name, byte[] content, TarEntryFormat format = TarEntryFormat.Ustar)
        => Add(Entry(name, TarEntryType.RegularFile, format, content));

    public TarBytes Add(string name, string content) => Add(name, Encoding.UTF8.GetBytes(content));

    /// <summary>Adds a member that is no regular file.</summary>
    public TarBytes Add(string name, TarEntryType type, string? target = null)
    {
        TarEntry entry = Entry(name, type, TarEntryFormat.Ustar, []);
        if (target is not null)
        {
            entry.LinkName = target;
        }

        return Add(entry);
    }

    /// <summary>Adds a header of our own making, without content.</summary>
    public TarBytes AddHeader(char type, byte[] size, string name = "file", Action<byte[]>? change = null)
    {
        byte[] header = Header(type, size, name);
        change?.Invoke(header);
        Seal(header);
        return AddRaw(header);
    }

    /// <summary>Adds a header with its content, padded.</summary>
    public TarBytes AddHeader(char type, string content)
        => AddHeader(type, Octal(content.Length)).AddRaw([.. Encoding.UTF8.GetBytes(content), .. new byte[-content.Length & 511]]);

    public TarBytes AddRaw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>The archive, with the two blocks that end it.</summary>
    public byte[] Finish() => [.. _bytes, .. new byte[1024]];

    /// <summary>The archive as it is.</summary>
    public byte[] Cut() => [.. _bytes];

    public static byte[] Octal(long size) => Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0') + "\0");

    private static byte[] Header(char type, byte[] size, string name)
    {
        var header = new byte[512];
        Encoding.UTF8.GetBytes(name).CopyTo(header, 0);
        size.CopyTo(header, SizeOffset);
        header[156] = (byte)type;
        "ustar\000"u8.CopyTo(header.AsSpan(257));
        return header;
    }

    private static void Seal(byte[] header)
    {
        header.AsSpan(ChecksumOffset, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, ChecksumOffset);
    }

    private static TarEntry Entry(string name, TarEntryType type, TarEntryFormat format, byte[] content)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.V7 => new V7TarEntry(type == TarEntryType.RegularFile ? TarEntryType.V7RegularFile : type, name),
            TarEntryFormat.Gnu => new GnuTarEntry(type, name),
            TarEntryFormat.Pax => new PaxTarEntry(type, name),
            _ => new UstarTarEntry(type, name),
        };
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        if (content.Length > 0)
        {
            entry.DataStream = new MemoryStream(content);
        }

        return entry;
    }

    private TarBytes Add(TarEntry entry)
    {
        using var one = new MemoryStream();
        using (var writer = new TarWriter(one, entry.Format, leaveOpen: true))
        {
            writer.WriteEntry(entry);
        }

        // Without the end of archive that the writer adds.
        return AddRaw(one.ToArray()[..^1024]);
    }
}
