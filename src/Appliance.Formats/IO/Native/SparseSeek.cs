using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO.Native;

/// <summary>Finds data and holes of a sparse file with lseek(2); where that is not to be had, all is data.</summary>
internal static partial class SparseSeek
{
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int NoMoreData = 6; // ENXIO

    /// <summary>Offset of the first data at or behind <paramref name="offset"/>; <paramref name="end"/> where there is none.</summary>
    public static long FindData(SafeFileHandle file, long offset, long end)
    {
        if (!OperatingSystem.IsLinux())
        {
            return offset;
        }

        long found = LSeek(file, offset, SeekData);
        if (found >= 0)
        {
            return Math.Min(found, end);
        }

        return Marshal.GetLastPInvokeError() == NoMoreData ? end : offset;
    }

    /// <summary>Offset of the first hole behind <paramref name="offset"/>; <paramref name="end"/> where there is none.</summary>
    public static long FindHole(SafeFileHandle file, long offset, long end)
    {
        long found = OperatingSystem.IsLinux() ? LSeek(file, offset, SeekHole) : -1;
        return found > offset ? Math.Min(found, end) : end;
    }

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long LSeek(SafeFileHandle file, long offset, int whence);
}
