using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO.Native;

/// <summary>Makes the system forget what it keeps of a file in memory, with posix_fadvise(2), on Linux.</summary>
internal static partial class PageCache
{
    private const int DontNeed = 4; // POSIX_FADV_DONTNEED

    /// <summary>
    /// Brings what was written to the disk, and drops it from memory, so that the next read shows what the disk holds. The
    /// first is sure, the second is a request.
    /// </summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public static void Drop(SafeFileHandle file)
    {
        RandomAccess.FlushToDisk(file);
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(file, 0, 0, DontNeed);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
