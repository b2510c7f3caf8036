using System.Buffers.Text;
using System.Text;
using Appliance.Formats;

namespace Appliance.Guests.Initramfs;

/// <summary>The members of one cpio archive, one after the other.</summary>
internal sealed class CpioReader
{
    private const int LongestName = 4096; // PATH_MAX, as Linux bounds it

    private readonly ArchiveInput _input;
    private long _content; // bytes of the content at hand that were not read yet
    private int _padding;

    /// <summary>Reads the archive that begins where the input stands.</summary>
    public CpioReader(ArchiveInput input)
    {
        _input = input;
    }

    /// <summary>The next member; null behind the last.</summary>
    /// <exception cref="InvalidImageException">The archive is damaged.</exception>
    public CpioEntry? Next()
    {
        _input.Skip(_content + _padding);
        _content = 0;
        _padding = 0;

        Span<byte> header = stackalloc byte[CpioFormat.HeaderSize];
        _input.Read(header);
        if (!header.StartsWith(CpioFormat.Magic) && !header.StartsWith(CpioFormat.ChecksumMagic))
        {
            throw _input.Damaged("no member of the cpio archive is where one has to be");
        }

        string name = ReadName(Number(header, CpioFormat.NameLengthField));
        _content = Number(header, CpioFormat.LengthField);
        _padding = CpioFormat.PaddingOf(_content);
        if (name == CpioFormat.Trailer)
        {
            _input.Skip(_content + _padding);
            return null;
        }

        return new CpioEntry(Normalize(name), (int)Number(header, CpioFormat.ModeField), _content) { Inode = Number(header, CpioFormat.InodeField) };
    }

    /// <summary>The content of the member at hand, once.</summary>
    /// <param name="limit">Most bytes it may have.</param>
    /// <exception cref="InvalidImageException">It has more, or ends early.</exception>
    public byte[] ReadContent(int limit)
    {
        if (_content > limit)
        {
            throw _input.Damaged($"a member of the cpio archive has {_content} bytes, and such a one is read up to {limit}");
        }

        var content = new byte[_content];
        _input.Read(content);
        _content = 0;
        return content;
    }

    private string ReadName(long length)
    {
        if (length is < 1 or > LongestName)
        {
            throw _input.Damaged($"the name of a member of the cpio archive has {length} bytes");
        }

        Span<byte> name = stackalloc byte[(int)length];
        _input.Read(name);
        _input.Skip(CpioFormat.PaddingOf(CpioFormat.HeaderSize + length));
        int end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }

    private uint Number(ReadOnlySpan<byte> header, int field)
    {
        ReadOnlySpan<byte> digits = header.Slice(CpioFormat.MagicSize + (field * CpioFormat.FieldSize), CpioFormat.FieldSize);
        return Utf8Parser.TryParse(digits, out uint value, out int used, 'x') && used == digits.Length
            ? value : throw _input.Damaged("the header of a member of the cpio archive is damaged");
    }

    private static string Normalize(string name)
    {
        ReadOnlySpan<char> rest = name;
        while (rest.StartsWith("./") || rest.StartsWith("/"))
        {
            rest = rest[1..];
        }

        return rest is "." ? "" : rest.ToString();
    }
}
