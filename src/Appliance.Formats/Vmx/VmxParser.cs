using System.Buffers.Text;
using System.Text;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vmx;

/// <summary>
/// Reads .vmx and .vmsd files. Nobody has published their grammar; this is what VMware writes and virt-v2v reads
/// (input/parse_vmx.ml): lines of <c>key = "value"</c>, keys in any case, <c>|22</c> for the byte 0x22, comments with #.
/// </summary>
internal sealed class VmxParser
{
    /// <summary>Largest file; VMware's own have some 10 KB, a little more where they are encrypted.</summary>
    public const int MaxSize = 1 << 20;

    private const byte Escape = (byte)'|';
    private const int EscapeDigits = 2;

    private readonly string _file;
    private readonly Action<string> _warn;
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private VmxParser(string file, Action<string> warn)
    {
        _file = file;
        _warn = warn;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidImageException">It is too large to be one.</exception>
    public static async ValueTask<VmxFile> ReadAsync(Disk file, Action<string> warn, CancellationToken cancellationToken)
    {
        if (file.Length > MaxSize)
        {
            throw new InvalidImageException(file.Name, $"{file.Length} bytes are more than a configuration has (at most {MaxSize})");
        }

        return Parse(await file.ReadStructureAsync(0, (int)file.Length, "configuration", cancellationToken), file.Name, warn);
    }

    /// <summary>Parses a file; what cannot be understood is told and passed over.</summary>
    /// <param name="text">The whole of it.</param>
    /// <param name="file">For messages.</param>
    /// <param name="warn">Told what was passed over.</param>
    public static VmxFile Parse(ReadOnlySpan<byte> text, string file, Action<string> warn)
    {
        var parser = new VmxParser(file, warn);
        DeclaredEncoding encoding = DeclaredEncoding.Find(text, ".encoding");
        int number = 0;
        foreach (Range range in text[DeclaredEncoding.MarkLength(text)..].Split((byte)'\n'))
        {
            parser.ReadLine(text[DeclaredEncoding.MarkLength(text)..][range], ++number, encoding);
        }

        return new VmxFile(file, parser._values);
    }

    private void ReadLine(ReadOnlySpan<byte> raw, int number, DeclaredEncoding encoding)
    {
        ReadOnlySpan<byte> line = raw.Trim(" \t\r\0"u8);
        if (line.IsEmpty || line[0] == (byte)'#')
        {
            return;
        }

        int equals = line.IndexOf((byte)'=');
        if (equals <= 0)
        {
            _warn($"{_file}: line {number} is no setting, and is passed over");
            return;
        }

        string key = Encoding.Latin1.GetString(line[..equals].TrimEnd(" \t"u8));
        string value = encoding.Decode(Unescape(Unquote(line[(equals + 1)..].TrimStart(" \t"u8))));
        if (!_values.TryAdd(key, value) && _values[key] != value)
        {
            // VMware does not start such a machine; virt-v2v takes the first one too.
            _warn($"{_file}: line {number} sets {RelativeName.Printable(key)} again, to another value; the first one is taken");
        }
    }

    /// <summary>What is between the first quote and the last one; some tools leave the quotes out.</summary>
    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value[0] != (byte)'"')
        {
            return value;
        }

        int end = value.LastIndexOf((byte)'"');
        return end > 0 ? value[1..end] : value[1..];
    }

    /// <summary>Escapes stand for bytes, so that they are resolved before the text is decoded.</summary>
    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> value)
    {
        if (!value.Contains(Escape))
        {
            return value;
        }

        var plain = new byte[value.Length];
        int length = 0;
        for (int i = 0; i < value.Length; i++)
        {
            plain[length++] = value[i];
            if (value[i] == Escape && TryCode(value[(i + 1)..], out byte code))
            {
                plain[length - 1] = code;
                i += EscapeDigits;
            }
        }

        return plain.AsSpan(0, length);
    }

    private static bool TryCode(ReadOnlySpan<byte> digits, out byte code)
    {
        code = 0;
        return digits.Length >= EscapeDigits
            && Utf8Parser.TryParse(digits[..EscapeDigits], out code, out int used, standardFormat: 'X')
            && used == EscapeDigits;
    }
}
