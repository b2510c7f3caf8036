using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Guests.Native.Guestfs;

/// <summary>A machine of libguestfs. Closing it ends its qemu. Used by one thread at a time.</summary>
internal sealed class GuestfsHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>Hands on what a call returned, unless it says that the call failed.</summary>
    /// <exception cref="GuestfsException">It failed.</exception>
    public long Check(long result) => result >= 0 ? result : throw Fail();

    /// <summary>Takes a list of strings that a call returned, and frees it.</summary>
    /// <exception cref="GuestfsException">The call failed.</exception>
    public unsafe IReadOnlyList<string> Take(byte** list)
    {
        if (list is null)
        {
            throw Fail();
        }

        var strings = new List<string>();
        for (byte** at = list; *at is not null; at++)
        {
            strings.Add(Marshal.PtrToStringUTF8((nint)(*at))!);
            NativeMemory.Free(*at);
        }

        NativeMemory.Free(list);
        return strings;
    }

    /// <summary>Takes the bytes that a call returned, and frees them.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="GuestfsException">The call failed.</exception>
    public unsafe int Take(byte* bytes, nuint count, Span<byte> target)
    {
        if (bytes is null)
        {
            throw Fail();
        }

        int taken = (int)Math.Min(count, (nuint)target.Length);
        new ReadOnlySpan<byte>(bytes, taken).CopyTo(target);
        NativeMemory.Free(bytes);
        return taken;
    }

    protected override bool ReleaseHandle()
    {
        LibGuestfs.Close(handle);
        return true;
    }

    private unsafe GuestfsException Fail() => new(Marshal.PtrToStringUTF8((nint)LibGuestfs.LastError(this))?.Trim() ?? "no reason is told");
}
