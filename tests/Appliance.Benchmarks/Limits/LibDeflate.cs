using System.Runtime.InteropServices;

namespace Appliance.Benchmarks.Limits;

/// <summary>libdeflate, the fastest zlib that Debian has.</summary>
internal static partial class LibDeflate
{
    private const string Library = "libdeflate.so.0";

    [LibraryImport(Library, EntryPoint = "libdeflate_alloc_decompressor")]
    public static partial nint AllocateDecompressor();

    [LibraryImport(Library, EntryPoint = "libdeflate_zlib_decompress")]
    public static partial int Decompress(
        nint decompressor, ReadOnlySpan<byte> source, nuint sourceLength, Span<byte> target, nuint targetLength, out nuint length);

    [LibraryImport(Library, EntryPoint = "libdeflate_alloc_compressor")]
    public static partial nint AllocateCompressor(int level);

    [LibraryImport(Library, EntryPoint = "libdeflate_zlib_compress")]
    public static partial nuint Compress(
        nint compressor, ReadOnlySpan<byte> source, nuint sourceLength, Span<byte> target, nuint targetLength);
}
