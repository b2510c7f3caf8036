using System.Buffers.Binary;
using System.Text;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Kernels;

/// <summary>The header of a kernel for x86 (Linux: arch/x86/boot.rst).</summary>
internal static class BzImage
{
    private const int HeaderSize = 0x210;
    private const int MagicOffset = 0x202; // "HdrS"
    private const int VersionPointerOffset = 0x20E; // kernel_version, counted from 0x200
    private const int VersionBase = 0x200;
    private const int LongestVersion = 256; // release, builder, date: some 120

    /// <summary>The release that a kernel tells; null where it is no such kernel, or tells none that can be one.</summary>
    public static string? ReadRelease(GuestTree tree, string path)
    {
        using Stream? content = tree.OpenRead(path);
        return content is null ? null : ReadRelease(content);
    }

    /// <summary>The release that a kernel tells, which begins where the stream begins.</summary>
    public static string? ReadRelease(Stream content)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        content.Position = 0;
        if (content.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize || !header[MagicOffset..].StartsWith("HdrS"u8))
        {
            return null;
        }

        content.Position = BinaryPrimitives.ReadUInt16LittleEndian(header[VersionPointerOffset..]) + VersionBase;
        Span<byte> version = stackalloc byte[LongestVersion];
        int count = content.ReadAtLeast(version, LongestVersion, throwOnEndOfStream: false);
        int end = version[..count].IndexOfAny((byte)' ', (byte)0);
        string release = Encoding.UTF8.GetString(end < 0 ? [] : version[..end]);
        return KernelRelease.IsValid(release) ? release : null;
    }
}
