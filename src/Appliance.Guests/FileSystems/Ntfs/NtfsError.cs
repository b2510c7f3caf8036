using System.Runtime.InteropServices;
using Appliance.Formats;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>What libntfs-3g means by errno (that of Linux).</summary>
internal static class NtfsError
{
    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int InputOutput = 5;
    internal const int NoMemory = 12;
    internal const int AccessDenied = 13;
    internal const int Exists = 17;
    internal const int NotFolder = 20;
    internal const int Invalid = 22;
    internal const int NoSpace = 28;
    internal const int OutOfRange = 34;
    internal const int NotEmpty = 39;
    internal const int NotSupported = 95;

    /// <summary>What to throw for a call that failed just now.</summary>
    /// <param name="name">The file system.</param>
    /// <param name="what">What was tried, and on what: <c>/Windows cannot be listed</c>.</param>
    internal static Exception Last(string name, string what)
    {
        int error = Marshal.GetLastPInvokeError();
        string reason = $"{what}: {Marshal.GetPInvokeErrorMessage(error)}";
        return error switch
        {
            NoSpace => new IOException($"{name}: is full ({what})"),
            Exists or NotEmpty => new IOException($"{name}: {reason}"),
            AccessDenied => new UnsupportedImageException(name, $"{what}: it is encrypted (EFS), and only Windows has the key"),
            NotSupported => new UnsupportedImageException(name, reason),
            NoEntry or InputOutput or NoMemory or NotFolder or Invalid or OutOfRange
                => new InvalidImageException(name, $"{reason}; run chkdsk on it"),
            _ => new IOException($"{name}: {reason}"),
        };
    }

    /// <summary>What to throw where mounting failed just now.</summary>
    internal static Exception Mounting(string name, bool writable) => Marshal.GetLastPInvokeError() switch
    {
        NotPermitted when writable => new UnsupportedImageException(name,
            "Windows is hibernated on it, or was shut down with Fast Startup, and keeps the newest state in memory: start it and "
            + "shut it down fully (turn Fast Startup off by powercfg /h off, then shutdown /s /t 0)"),
        NotSupported when writable => new UnsupportedImageException(name,
            "it was not shut down cleanly, and its journal holds changes that only Windows can carry out: start it and shut it "
            + "down, or run chkdsk on it"),
        _ => Last(name, "it cannot be mounted"),
    };
}
