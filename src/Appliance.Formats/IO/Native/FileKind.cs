using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Appliance.Formats.IO.Native;

/// <summary>Tells regular files from the rest without opening them: opening a pipe waits for a writer that may never come.</summary>
internal static partial class FileKind
{
    // struct statx and these values are the same on every Linux architecture (statx(2)).
    private const int CurrentFolder = -100;
    private const uint WantType = 1;
    private const int StructureSize = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>Whether the path leads to a regular file; true where the system cannot tell or the file is missing.</summary>
    public static bool IsRegular(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        Span<byte> result = stackalloc byte[StructureSize];
        return StatX(CurrentFolder, path, 0, WantType, ref result[0]) != 0
            || (BinaryPrimitives.ReadUInt16LittleEndian(result[ModeOffset..]) & TypeMask) == RegularFile;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, ref byte result);
}
