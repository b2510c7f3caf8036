using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Benchmarks.Limits;

/// <summary>The allocated parts of a sparse file.</summary>
internal static partial class DataRanges
{
    private const int SeekData = 3;
    private const int SeekHole = 4;

    /// <summary>Start and end of each part, in bytes, ascending.</summary>
    public static IEnumerable<(long Start, long End)> Of(SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        for (long end = 0; end < length;)
        {
            long start = LSeek(file, end, SeekData);
            if (start < 0)
            {
                yield break;
            }

            end = LSeek(file, start, SeekHole);
            yield return (start, end);
        }
    }

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long LSeek(SafeFileHandle file, long offset, int whence);
}
