using System.Runtime.InteropServices;

namespace Appliance.Guests.Native;

/// <summary>A decoder of liblzma, which one thread may use at a time.</summary>
internal sealed unsafe class LzmaHandle : SafeHandle
{
    /// <summary>Makes an empty state; a decoder is started in it.</summary>
    public LzmaHandle()
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(LzmaState)));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The state, for as long as the handle is alive.</summary>
    public LzmaState* State => (LzmaState*)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibLzma.End(State);
        NativeMemory.Free(State);
        return true;
    }
}
