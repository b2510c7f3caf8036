using System.Runtime.InteropServices;

namespace Appliance.Formats.IO.Native;

/// <summary>Owns a <c>struct libdeflate_decompressor</c>.</summary>
internal sealed class LibDeflateHandle() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibDeflate.Free(handle);
        return true;
    }
}
