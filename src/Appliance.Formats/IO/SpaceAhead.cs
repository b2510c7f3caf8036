using Appliance.Formats.IO.Native;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO;

/// <summary>
/// Sets disk space aside ahead of a file that grows, which spares the file system most of its work for each write and
/// keeps the file in few pieces. What was too much is given back when the file is cut to its length.
/// </summary>
/// <param name="file">The growing file.</param>
/// <param name="start">Where it grows from, in bytes.</param>
internal sealed class SpaceAhead(SafeFileHandle file, long start)
{
    // Far more than one write, far less than anybody misses while the file is written.
    private const long Step = 64 << 20;

    private long _reserved = start;
    private bool _works = true;

    /// <summary>
    /// Tells that the file is about to be written up to <paramref name="end"/>. Never fails: a full disk is for the
    /// write itself to tell, which may need less than what would be set aside.
    /// </summary>
    public void Reserve(long end)
    {
        if (!_works || end <= _reserved)
        {
            return;
        }

        long target = end + Step;
        _works = Preallocation.TryReserve(file, _reserved, target - _reserved);
        _reserved = target;
    }
}
