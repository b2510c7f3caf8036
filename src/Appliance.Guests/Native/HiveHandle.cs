using Microsoft.Win32.SafeHandles;

namespace Appliance.Guests.Native;

/// <summary>An open hive of libhivex.</summary>
internal sealed class HiveHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => Hivex.Close(handle) == 0;
}
