using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO.Native;

/// <summary>Sets disk space aside with fallocate(2), on Linux.</summary>
internal static partial class Preallocation
{
    private const int KeepSize = 1; // FALLOC_FL_KEEP_SIZE

    /// <summary>
    /// Reserves a range that may lie behind the file's end, without moving that. False where the system or the file
    /// system cannot, or where there is not enough room.
    /// </summary>
    public static bool TryReserve(SafeFileHandle file, long offset, long length)
        => OperatingSystem.IsLinux() && FAllocate(file, KeepSize, offset, length) == 0;

    [LibraryImport("libc", EntryPoint = "fallocate")]
    private static partial int FAllocate(SafeFileHandle file, int mode, long offset, long length);
}
