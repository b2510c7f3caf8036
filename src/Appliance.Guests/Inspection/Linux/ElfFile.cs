using System.Buffers.Binary;
using System.Text;

namespace Appliance.Guests.Inspection.Linux;

/// <summary>The parts of an ELF file (System V ABI, chapter 4) that tell its processor and where its sections are.</summary>
internal sealed class ElfFile
{
    /// <summary>Bytes from the start that tell the processor.</summary>
    public const int StartSize = 20;

    private const int ClassOffset = 4; // EI_CLASS: 1 is 32 bits, 2 is 64
    private const int OrderOffset = 5; // EI_DATA: 1 is little-endian, 2 big-endian
    private const int MachineOffset = 18; // e_machine

    private readonly byte[] _bytes;
    private readonly bool _is64;
    private readonly bool _isLittle;

    private ElfFile(byte[] bytes, bool is64, bool isLittle)
    {
        _bytes = bytes;
        _is64 = is64;
        _isLittle = isLittle;
    }

    /// <summary>The processor, as Linux names it (uname -m); null where it is none that Linux runs on today.</summary>
    public string? Machine => (Half(MachineOffset), _is64, _isLittle) switch
    {
        (3, _, _) => "i386",
        (62, true, _) => "x86_64",
        (62, false, _) => "x32",
        (40, _, _) => "arm",
        (183, _, true) => "aarch64",
        (21, _, true) => "ppc64le",
        (21, _, false) => "ppc64",
        (22, true, _) => "s390x",
        (50, _, _) => "ia64",
        (243, true, _) => "riscv64",
        (258, _, _) => "loongarch64",
        _ => null,
    };

    /// <summary>Reads a file, or its first <see cref="StartSize"/> bytes or more; null where it is no ELF file.</summary>
    public static ElfFile? Parse(byte[] bytes)
        => bytes.Length >= StartSize && bytes.AsSpan().StartsWith("\u007fELF"u8) && bytes[ClassOffset] is 1 or 2 && bytes[OrderOffset] is 1 or 2
            ? new ElfFile(bytes, bytes[ClassOffset] == 2, bytes[OrderOffset] == 1) : null;

    /// <summary>The content of the first section of a name; empty where there is none, or where it does not lie in the file.</summary>
    public ReadOnlySpan<byte> FindSection(string name)
    {
        int headerSize = _is64 ? 64 : 52;
        if (_bytes.Length < headerSize)
        {
            return [];
        }

        ulong table = Word(_is64 ? 40 : 32); // e_shoff
        int count = Half(_is64 ? 60 : 48); // e_shnum, of 16 bits: 65,535 at most
        ReadOnlySpan<byte> names = Content(table, Half(_is64 ? 62 : 50)); // e_shstrndx
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = Header(table, i);
            if (!header.IsEmpty && NameAt(names, (uint)Number(header, 0, sizeof(uint))) == name)
            {
                return Content(table, i);
            }
        }

        return [];
    }

    private ReadOnlySpan<byte> Header(ulong table, int index)
    {
        int size = _is64 ? 64 : 40; // sizeof(Elf64_Shdr), sizeof(Elf32_Shdr)
        return Slice(table + ((ulong)index * (ulong)size), (ulong)size);
    }

    private ReadOnlySpan<byte> Content(ulong table, int index)
    {
        ReadOnlySpan<byte> header = Header(table, index);
        return header.IsEmpty ? []
            : _is64 ? Slice(Number(header, 24, sizeof(ulong)), Number(header, 32, sizeof(ulong))) // sh_offset, sh_size
            : Slice(Number(header, 16, sizeof(uint)), Number(header, 20, sizeof(uint)));
    }

    private static string NameAt(ReadOnlySpan<byte> names, uint at)
    {
        const int LongestName = 64; // longer ones are none that is looked for
        ReadOnlySpan<byte> rest = at < names.Length ? names[(int)at..] : [];
        int end = rest[..Math.Min(rest.Length, LongestName)].IndexOf((byte)0);
        return end < 0 ? "" : Encoding.UTF8.GetString(rest[..end]);
    }

    private ReadOnlySpan<byte> Slice(ulong offset, ulong length)
        => offset <= (ulong)_bytes.Length && length <= (ulong)_bytes.Length - offset ? _bytes.AsSpan((int)offset, (int)length) : [];

    private int Half(int offset) => (int)Number(_bytes, offset, sizeof(ushort));

    private ulong Word(int offset) => Number(_bytes, offset, _is64 ? sizeof(ulong) : sizeof(uint));

    private ulong Number(ReadOnlySpan<byte> bytes, int offset, int size)
    {
        ReadOnlySpan<byte> field = bytes[offset..];
        return size switch
        {
            sizeof(ushort) => _isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(field) : BinaryPrimitives.ReadUInt16BigEndian(field),
            sizeof(uint) => _isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(field) : BinaryPrimitives.ReadUInt32BigEndian(field),
            _ => _isLittle ? BinaryPrimitives.ReadUInt64LittleEndian(field) : BinaryPrimitives.ReadUInt64BigEndian(field),
        };
    }
}
