using System.Buffers.Binary;
using System.Text;

namespace Appliance.Guests.Inspection.Linux.Kernels;

/// <summary>A unified kernel image (uapi-group.org): an EFI program, in PE, whose sections are kernel, initramfs, command line and release.</summary>
internal sealed class UnifiedKernelImage
{
    private const int PointerOffset = 0x3C; // e_lfanew
    private const int SectionCountOffset = 6;
    private const int OptionalSizeOffset = 20;
    private const int FileHeaderSize = 24; // signature and COFF header
    private const int SectionSize = 40;
    private const int MostSections = 96; // what Windows allows; there are some twelve
    private const int LongestText = 64 << 10;

    private readonly Stream _content;
    private readonly Dictionary<string, (uint Offset, uint Length)> _sections = new(StringComparer.Ordinal);

    private UnifiedKernelImage(Stream content)
    {
        _content = content;
    }

    /// <summary>The release; null where the image does not tell it.</summary>
    public string? Release => ReadText(".uname")?.Trim() is { } text && KernelRelease.IsValid(text) ? text : null;

    /// <summary>The command line; null where none is built in.</summary>
    public string? Arguments => ReadText(".cmdline")?.Trim();

    /// <summary>Reads the table of sections; null where the file is no such image.</summary>
    /// <param name="content">Can seek; stays open.</param>
    public static UnifiedKernelImage? Open(Stream content)
    {
        var image = new UnifiedKernelImage(content);
        return image.ReadSections() && image._sections.ContainsKey(".linux") ? image : null;
    }

    /// <summary>The initramfs in it; null where there is none.</summary>
    public Stream? OpenInitramfs()
        => _sections.TryGetValue(".initrd", out (uint Offset, uint Length) section) ? new SectionStream(_content, section.Offset, section.Length) : null;

    private bool ReadSections()
    {
        Span<byte> start = stackalloc byte[PointerOffset + sizeof(uint)];
        Span<byte> header = stackalloc byte[FileHeaderSize];
        if (!TryRead(0, start) || !start.StartsWith("MZ"u8)
            || !TryRead(BinaryPrimitives.ReadUInt32LittleEndian(start[PointerOffset..]), header) || !header.StartsWith("PE\0\0"u8))
        {
            return false;
        }

        int count = BinaryPrimitives.ReadUInt16LittleEndian(header[SectionCountOffset..]);
        Span<byte> section = stackalloc byte[SectionSize];
        for (int i = 0; i < count && i < MostSections; i++)
        {
            int at = FileHeaderSize + BinaryPrimitives.ReadUInt16LittleEndian(header[OptionalSizeOffset..]) + (i * SectionSize);
            if (!TryRead(BinaryPrimitives.ReadUInt32LittleEndian(start[PointerOffset..]) + at, section))
            {
                return false;
            }

            Note(section);
        }

        return true;
    }

    private void Note(ReadOnlySpan<byte> section)
    {
        const int VirtualSizeOffset = 8;
        const int RawSizeOffset = 16;
        const int RawPointerOffset = 20;
        string name = Encoding.ASCII.GetString(section[..VirtualSizeOffset]).TrimEnd('\0');
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(section[RawPointerOffset..]);
        uint size = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(section[VirtualSizeOffset..]), BinaryPrimitives.ReadUInt32LittleEndian(section[RawSizeOffset..]));
        if (offset <= _content.Length && size <= _content.Length - offset)
        {
            _sections.TryAdd(name, (offset, size));
        }
    }

    private string? ReadText(string name)
    {
        if (!_sections.TryGetValue(name, out (uint Offset, uint Length) section) || section.Length > LongestText)
        {
            return null;
        }

        var bytes = new byte[section.Length];
        return TryRead(section.Offset, bytes) ? Encoding.UTF8.GetString(bytes).TrimEnd('\0') : null;
    }

    private bool TryRead(long offset, Span<byte> target)
    {
        if (offset > _content.Length)
        {
            return false;
        }

        _content.Position = offset;
        return _content.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) == target.Length;
    }
}
