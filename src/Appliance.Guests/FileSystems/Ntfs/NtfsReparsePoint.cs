using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>What stands in place of a file or folder: a symbolic link, a junction, or something else ([MS-FSCC] 2.1.2).</summary>
internal sealed record NtfsReparsePoint(uint Tag, string? Target)
{
    /// <summary>Windows' own limit for the data of one.</summary>
    internal const int LongestData = 16 << 10;

    private const uint MountPoint = 0xA000_0003;
    private const uint SymbolicLink = 0xA000_000C;
    private const uint CompactFile = 0x8000_0017;

    private const int DataLength = 4;
    private const int NameOffset = 8;
    private const int NameLength = 10;
    private const int Flags = 16;
    private const int MountPointNames = 16;
    private const int SymbolicLinkNames = 20;

    /// <summary>Whether it is a file that Windows compressed as a whole (CompactOS).</summary>
    internal bool IsCompact => Tag == CompactFile;

    /// <summary>Reads one; what is damaged has no target.</summary>
    internal static NtfsReparsePoint Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Flags)
        {
            return new NtfsReparsePoint(0, null);
        }

        uint tag = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return tag switch
        {
            MountPoint => new NtfsReparsePoint(tag, Absolute(NameAt(bytes, MountPointNames))),
            SymbolicLink when bytes.Length >= SymbolicLinkNames && (bytes[Flags] & 1) != 0
                => new NtfsReparsePoint(tag, Relative(NameAt(bytes, SymbolicLinkNames))),
            SymbolicLink => new NtfsReparsePoint(tag, Absolute(NameAt(bytes, SymbolicLinkNames))),
            _ => new NtfsReparsePoint(tag, null),
        };
    }

    /// <summary>The substitute name, which Windows follows; the other one is for show.</summary>
    private static string? NameAt(ReadOnlySpan<byte> bytes, int names)
    {
        int end = Math.Min(bytes.Length, 8 + BinaryPrimitives.ReadUInt16LittleEndian(bytes[DataLength..]));
        int start = names + BinaryPrimitives.ReadUInt16LittleEndian(bytes[NameOffset..]);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[NameLength..]) & ~1;
        return length == 0 || start + length > end ? null : new string(MemoryMarshal.Cast<byte, char>(bytes.Slice(start, length)));
    }

    /// <summary><c>\??\C:\Users</c> as <c>/Users</c>. Which volume has the letter only the registry knows: whoever asks has to look whether the target is there.</summary>
    private static string? Absolute(string? name)
        => name is not null && name.StartsWith(@"\??\", StringComparison.Ordinal) && name.Length >= 7
            && char.IsAsciiLetter(name[4]) && name[5] == ':' && name[6] == '\\'
            ? Slashes(name[6..]) : null;

    /// <summary>A name that starts with a backslash counts from the root of its own volume.</summary>
    private static string? Relative(string? name) => name is null ? null : Slashes(name);

    private static string? Slashes(string name) => name.Contains('\0', StringComparison.Ordinal) ? null : name.Replace('\\', '/');
}
