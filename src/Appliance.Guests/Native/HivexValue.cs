using System.Runtime.InteropServices;

namespace Appliance.Guests.Native;

/// <summary>hive_set_value of hivex.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct HivexValue
{
    /// <summary>The name in UTF-8, ended by a zero.</summary>
    public byte* Name;

    public int Type;

    public nuint Length;

    public byte* Data;
}
