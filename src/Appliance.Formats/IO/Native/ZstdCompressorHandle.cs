using System.Runtime.InteropServices;

namespace Appliance.Formats.IO.Native;

/// <summary>A compressor of libzstd, which one thread may use at a time.</summary>
internal sealed class ZstdCompressorHandle : SafeHandle
{
    /// <summary>Makes a compressor.</summary>
    public ZstdCompressorHandle()
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        SetHandle(LibZstd.CreateCompressor());
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibZstd.FreeCompressor(handle) == 0;
}
