using System.Runtime.InteropServices;

namespace Appliance.Formats.IO.Native;

/// <summary>The streaming decompressor and the compressor of libzstd (zstd.h, stable part).</summary>
internal static unsafe partial class LibZstd
{
    /// <summary>The package that holds the library, as Debian and its children call it.</summary>
    public const string Package = "libzstd1";

    /// <summary>ZSTD_c_compressionLevel.</summary>
    public const int LevelParameter = 100;

    /// <summary>ZSTD_c_checksumFlag: 1 for a checksum of the content at the end of each frame.</summary>
    public const int ChecksumParameter = 201;

    private const string Library = "libzstd.so.1";
    private const int SessionOnly = 1; // ZSTD_reset_session_only

    /// <summary>Whether the library is installed.</summary>
    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, typeof(LibZstd).Assembly, searchPath: null, out _);

    /// <summary>Makes a decompressor; null where memory is short. It refuses windows above 128 MiB by itself.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_createDStream")]
    public static partial nint CreateStream();

    /// <summary>Frees a decompressor.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_freeDStream")]
    public static partial nuint FreeStream(nint stream);

    /// <summary>
    /// Moves both buffers on. Returns 0 at the end of a frame with all of it handed out, an error code, or a hint of more.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    public static partial nuint Decompress(ZstdStreamHandle stream, ref ZstdBuffer output, ref ZstdBuffer input);

    /// <summary>Forgets the frame at hand; what was set once stays.</summary>
    public static void Reset(ZstdStreamHandle stream) => Reset(stream, SessionOnly);

    /// <summary>Makes a compressor; null where memory is short.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_createCCtx")]
    public static partial nint CreateCompressor();

    /// <summary>Frees a compressor.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_freeCCtx")]
    public static partial nuint FreeCompressor(nint compressor);

    /// <summary>Sets a parameter for all frames to come; returns an error code where it cannot.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_setParameter")]
    public static partial nuint SetParameter(ZstdCompressorHandle compressor, int parameter, int value);

    /// <summary>Writes one frame, with its size in front; returns its bytes or an error code.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_compress2")]
    public static partial nuint Compress(
        ZstdCompressorHandle compressor, Span<byte> target, nuint targetLength, ReadOnlySpan<byte> source, nuint sourceLength);

    /// <summary>The most bytes that a frame can take.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_compressBound")]
    public static partial nuint BoundOf(nuint length);

    /// <summary>Passes a result on, unless it is an error code.</summary>
    /// <exception cref="IOException">It is one: memory is short.</exception>
    public static nuint Check(nuint result)
        => IsError(result) ? throw new IOException($"libzstd: {ErrorName(result)}") : result;

    /// <summary>Whether a result is an error code.</summary>
    public static bool IsError(nuint result) => IsErrorCode(result) != 0;

    /// <summary>What an error code means.</summary>
    public static string ErrorName(nuint result) => Marshal.PtrToStringUTF8(GetErrorName(result)) ?? "unknown error";

    [LibraryImport(Library, EntryPoint = "ZSTD_DCtx_reset")]
    private static partial nuint Reset(ZstdStreamHandle stream, int directive);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsErrorCode(nuint result);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    private static partial nint GetErrorName(nuint result);
}
