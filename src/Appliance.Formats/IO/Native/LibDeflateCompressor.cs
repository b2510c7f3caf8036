using System.Runtime.InteropServices;

namespace Appliance.Formats.IO.Native;

/// <summary>Deflates with libdeflate, at one level; owns a <c>struct libdeflate_compressor</c>, which one thread may use at a time.</summary>
internal sealed partial class LibDeflateCompressor : SafeHandle
{
    private const string Library = "libdeflate.so.0";

    /// <summary>For the marshaller; use <see cref="TryCreate"/>.</summary>
    public LibDeflateCompressor()
        : base(0, ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Makes a compressor; null where the library is missing or finds no memory.</summary>
    /// <param name="level">1 (fast) to 12 (small).</param>
    public static LibDeflateCompressor? TryCreate(int level)
        => LibDeflate.IsAvailable && Allocate(level) is { IsInvalid: false } compressor ? compressor : null;

    /// <summary>Writes one zlib stream; returns its bytes, 0 where the target is too small.</summary>
    public int Encode(ReadOnlySpan<byte> source, Span<byte> target)
        => (int)Compress(this, source, (nuint)source.Length, target, (nuint)target.Length);

    /// <summary>Writes one gzip member; returns its bytes, 0 where the target is too small.</summary>
    public int EncodeGzip(ReadOnlySpan<byte> source, Span<byte> target)
        => (int)CompressGzip(this, source, (nuint)source.Length, target, (nuint)target.Length);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Free(handle);
        return true;
    }

    [LibraryImport(Library, EntryPoint = "libdeflate_alloc_compressor")]
    private static partial LibDeflateCompressor Allocate(int level);

    [LibraryImport(Library, EntryPoint = "libdeflate_free_compressor")]
    private static partial void Free(nint compressor);

    [LibraryImport(Library, EntryPoint = "libdeflate_zlib_compress")]
    private static partial nuint Compress(
        LibDeflateCompressor compressor, ReadOnlySpan<byte> source, nuint sourceLength, Span<byte> target, nuint targetLength);

    [LibraryImport(Library, EntryPoint = "libdeflate_gzip_compress")]
    private static partial nuint CompressGzip(
        LibDeflateCompressor compressor, ReadOnlySpan<byte> source, nuint sourceLength, Span<byte> target, nuint targetLength);
}
