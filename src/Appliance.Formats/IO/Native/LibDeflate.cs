using System.Runtime.InteropServices;
using Appliance.Formats.IO.Compression;

namespace Appliance.Formats.IO.Native;

/// <summary>Inflates with libdeflate (https://github.com/ebiggers/libdeflate), where that is installed.</summary>
internal static partial class LibDeflate
{
    // The SONAME since version 1.0; elsewhere than on Linux it does not load, and the framework's zlib is used.
    private const string Library = "libdeflate.so.0";

    // enum libdeflate_result
    private const int Success = 0;
    private const int InsufficientSpace = 3;

    // A decompressor is not thread-safe, so each thread keeps its own; the handle frees it when the thread is gone.
    [ThreadStatic]
    private static LibDeflateHandle? _decompressor;

    /// <summary>Whether the library is installed.</summary>
    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>See <see cref="ZlibDecoder.Decode"/>.</summary>
    public static ZlibResult Decode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        LibDeflateHandle decompressor = _decompressor ??= Allocate();
        if (decompressor.IsInvalid)
        {
            return ManagedZlib.Decode(source, target);
        }

        int result = Decompress(decompressor, source, (nuint)source.Length, target, (nuint)target.Length, out nuint length);
        return result switch
        {
            Success => new(ZlibStatus.Done, (int)length),
            InsufficientSpace => new(ZlibStatus.Overflow, 0),
            _ => new(ZlibStatus.Damaged, 0),
        };
    }

    /// <summary>See <see cref="DeflateDecoder.TryFill"/>; false also where the stream holds more than the target takes.</summary>
    public static bool TryFillBare(ReadOnlySpan<byte> source, Span<byte> target)
    {
        LibDeflateHandle decompressor = _decompressor ??= Allocate();
        return !decompressor.IsInvalid
            && DecompressBare(decompressor, source, (nuint)source.Length, target, (nuint)target.Length, out nuint length) == Success
            && length == (nuint)target.Length;
    }

    [LibraryImport(Library, EntryPoint = "libdeflate_free_decompressor")]
    internal static partial void Free(nint decompressor);

    [LibraryImport(Library, EntryPoint = "libdeflate_alloc_decompressor")]
    private static partial LibDeflateHandle Allocate();

    [LibraryImport(Library, EntryPoint = "libdeflate_zlib_decompress")]
    private static partial int Decompress(
        LibDeflateHandle decompressor, ReadOnlySpan<byte> source, nuint sourceLength, Span<byte> target, nuint targetLength, out nuint length);

    [LibraryImport(Library, EntryPoint = "libdeflate_deflate_decompress")]
    private static partial int DecompressBare(
        LibDeflateHandle decompressor, ReadOnlySpan<byte> source, nuint sourceLength, Span<byte> target, nuint targetLength, out nuint length);
}
