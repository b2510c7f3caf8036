using System.Runtime.InteropServices;

namespace Appliance.Guests.Native;

/// <summary>The streaming decoders of liblzma (lzma/container.h).</summary>
internal static partial class LibLzma
{
    /// <summary>The library, by its SONAME.</summary>
    public const string Library = "liblzma.so.5";

    /// <summary>Debian's package that has it.</summary>
    public const string Package = "liblzma5";

    /// <summary>LZMA_OK.</summary>
    public const int Ok = 0;

    /// <summary>LZMA_STREAM_END: all of the stream was decoded.</summary>
    public const int StreamEnd = 1;

    /// <summary>LZMA_MEMLIMIT_ERROR: the stream asks for more memory than was allowed.</summary>
    public const int MemoryLimit = 6;

    /// <summary>LZMA_BUF_ERROR: nothing moved, twice in a row.</summary>
    public const int NoProgress = 10;

    /// <summary>LZMA_RUN, the ordinary action of <see cref="Code"/>.</summary>
    public const int Run = 0;

    /// <summary>Whether the library is installed.</summary>
    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, typeof(LibLzma).Assembly, searchPath: null, out _);

    /// <summary>Makes a decoder of one .xz stream.</summary>
    [LibraryImport(Library, EntryPoint = "lzma_stream_decoder")]
    public static unsafe partial int StartXz(LzmaState* state, ulong memoryLimit, uint flags);

    /// <summary>Makes a decoder of the older .lzma format.</summary>
    [LibraryImport(Library, EntryPoint = "lzma_alone_decoder")]
    public static unsafe partial int StartLzma(LzmaState* state, ulong memoryLimit);

    /// <summary>Moves both buffers on.</summary>
    [LibraryImport(Library, EntryPoint = "lzma_code")]
    public static unsafe partial int Code(LzmaState* state, int action);

    /// <summary>Frees what a decoder holds, but not the state itself.</summary>
    [LibraryImport(Library, EntryPoint = "lzma_end")]
    public static unsafe partial void End(LzmaState* state);
}
