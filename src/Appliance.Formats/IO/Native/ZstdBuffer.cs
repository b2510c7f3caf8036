using System.Runtime.InteropServices;

namespace Appliance.Formats.IO.Native;

/// <summary>ZSTD_inBuffer and ZSTD_outBuffer, which have the same fields.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Position">Bytes that are consumed or filled.</param>
[StructLayout(LayoutKind.Sequential)]
internal record struct ZstdBuffer(nint Start, nuint Size, nuint Position);
