using System.Runtime.InteropServices;

namespace Appliance.Formats.IO.Native;

/// <summary>A decompressor of libzstd.</summary>
internal sealed class ZstdStreamHandle : SafeHandle
{
    /// <summary>Makes a decompressor.</summary>
    public ZstdStreamHandle()
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        SetHandle(LibZstd.CreateStream());
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibZstd.FreeStream(handle) == 0;
}
