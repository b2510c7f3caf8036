using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO.Native;

/// <summary>Opens a file for writes that go past the page cache, with open(2) and O_DIRECT, on Linux.</summary>
internal static partial class DirectHandle
{
    /// <summary>
    /// What position, length and memory of a write have to be multiples of, in bytes: a page, which every disk and file system
    /// takes, and which no write through the page cache shares then.
    /// </summary>
    public static int Alignment => Environment.SystemPageSize;

    /// <summary>The errno of a write that the file system does not take past the page cache after all.</summary>
    public const int InvalidArgument = 22;

    private const int WriteOnly = 1;
    private const int CloseOnExec = 0x80000;

    // O_DIRECT is one of the few that differ between architectures.
    private static readonly int Direct = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x10000 : 0x4000;

    /// <summary>Opens once more what is open; null where the system or the file system has no such writes.</summary>
    public static SafeFileHandle? TryOpen(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        bool held = false;
        try
        {
            file.DangerousAddRef(ref held);
            SafeFileHandle handle = Open($"/proc/self/fd/{file.DangerousGetHandle()}", WriteOnly | CloseOnExec | Direct);
            if (!handle.IsInvalid)
            {
                return handle;
            }

            handle.Dispose();
            return null;
        }
        finally
        {
            if (held)
            {
                file.DangerousRelease();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
