using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Appliance.Guests.Native;

/// <summary>libcom_err, which has the texts of libext2fs's error numbers.</summary>
internal static partial class ComErr
{
    /// <summary>The library's SONAME.</summary>
    public const string Library = "libcom_err.so.2";

    /// <summary>The text of an error number, or of errno.</summary>
    public static string Describe(nint error) => Marshal.PtrToStringUTF8(ErrorMessage(error)) ?? $"error {error}";

    /// <summary>
    /// Keeps warnings off the standard error stream: libext2fs prints one for each block number of a damaged file system
    /// that is out of range, and what matters of it comes back as an error anyway.
    /// </summary>
    public static unsafe void Silence()
        => SetHook((nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, nint, void>)&Ignore);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint who, nint error, nint format, nint arguments)
    {
        // Nothing to do: see Silence.
    }

    [LibraryImport(Library, EntryPoint = "error_message")]
    private static partial nint ErrorMessage(nint error);

    [LibraryImport(Library, EntryPoint = "set_com_err_hook")]
    private static partial nint SetHook(nint hook);
}
