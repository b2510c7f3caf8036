using System.Runtime.InteropServices;

namespace Appliance.Guests.Native;

/// <summary>libhivex, which reads and writes registry hives (hivex(3)). Failures set errno.</summary>
internal static unsafe partial class Hivex
{
    /// <summary>HIVEX_OPEN_WRITE: the hive is held in memory, and can be changed and committed.</summary>
    public const int OpenForWriting = 4;

    private const string Library = "libhivex.so.0";

    private static readonly Lazy<bool> Loads = new(() => NativeLibrary.TryLoad(Library, out _));

    /// <summary>Makes sure that the library is there.</summary>
    /// <exception cref="MissingToolException">It is not.</exception>
    public static void Require()
    {
        if (!Loads.Value)
        {
            throw new MissingToolException(Library, "libhivex0", "to read and change the registry of Windows");
        }
    }

    [LibraryImport(Library, EntryPoint = "hivex_open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial HiveHandle Open(string file, int flags);

    [LibraryImport(Library, EntryPoint = "hivex_close")]
    public static partial int Close(nint hive);

    [LibraryImport(Library, EntryPoint = "hivex_root", SetLastError = true)]
    public static partial nuint Root(HiveHandle hive);

    [LibraryImport(Library, EntryPoint = "hivex_node_name", SetLastError = true)]
    public static partial byte* NodeName(HiveHandle hive, nuint node);

    [LibraryImport(Library, EntryPoint = "hivex_node_children", SetLastError = true)]
    public static partial nuint* NodeChildren(HiveHandle hive, nuint node);

    [LibraryImport(Library, EntryPoint = "hivex_node_get_child", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial nuint NodeGetChild(HiveHandle hive, nuint node, string name);

    [LibraryImport(Library, EntryPoint = "hivex_node_add_child", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial nuint NodeAddChild(HiveHandle hive, nuint parent, string name);

    [LibraryImport(Library, EntryPoint = "hivex_node_delete_child", SetLastError = true)]
    public static partial int NodeDeleteChild(HiveHandle hive, nuint node);

    [LibraryImport(Library, EntryPoint = "hivex_node_values", SetLastError = true)]
    public static partial nuint* NodeValues(HiveHandle hive, nuint node);

    [LibraryImport(Library, EntryPoint = "hivex_value_key", SetLastError = true)]
    public static partial byte* ValueName(HiveHandle hive, nuint value);

    [LibraryImport(Library, EntryPoint = "hivex_value_value", SetLastError = true)]
    public static partial byte* ValueData(HiveHandle hive, nuint value, int* type, nuint* length);

    [LibraryImport(Library, EntryPoint = "hivex_node_set_values", SetLastError = true)]
    public static partial int NodeSetValues(HiveHandle hive, nuint node, nuint count, HivexValue* values, int flags);

    [LibraryImport(Library, EntryPoint = "hivex_commit", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Commit(HiveHandle hive, string file, int flags);
}
