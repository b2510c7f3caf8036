using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Guests.Native.Linux;

/// <summary>Something that Linux has open for us: a file, a folder, a place, a mount. Closing it closes it at once.</summary>
internal sealed unsafe class LinuxHandle : IDisposable
{
    /// <summary>AT_FDCWD: in place of a folder, where a path is one of this host's.</summary>
    public const nint Host = -100;

    private const ulong CloseOnExec = 0x8_0000;

    private readonly SafeFileHandle _handle;

    /// <summary>Takes what a call gave.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public LinuxHandle(nint result) => _handle = new SafeFileHandle(Check(result), ownsHandle: true);

    /// <summary>Its number in this process.</summary>
    public nint Number => _handle.DangerousGetHandle();

    /// <summary>Opens a file of this host.</summary>
    /// <exception cref="LinuxException">It is not there, or not allowed.</exception>
    public static LinuxHandle OpenHost(string path, OpenFlags flags) => Open(Host, path, flags, resolve: 0, mode: 0);

    /// <summary>Opens what is at a path below this, without following a link or leaving the file system.</summary>
    /// <param name="path">Absolute within this.</param>
    /// <param name="flags">How.</param>
    /// <param name="mode">The rights of a file that is made.</param>
    /// <exception cref="LinuxException">It is not there, or not allowed.</exception>
    public LinuxHandle Open(string path, OpenFlags flags, int mode = 0)
        => Open(Number, path.Trim('/') is { Length: > 0 } below ? below : ".", flags | OpenFlags.NoFollow, OpenHow.Inside, mode);

    /// <summary>What a call gave.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    public static nint Check(nint result)
    {
        if (result >= 0)
        {
            return result;
        }

        int errno = Marshal.GetLastPInvokeError();
        throw new LinuxException(errno, Marshal.GetPInvokeErrorMessage(errno));
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static LinuxHandle Open(nint folder, string path, OpenFlags flags, ulong resolve, int mode)
    {
        var how = new OpenHow { Flags = (ulong)flags | CloseOnExec, Mode = (ulong)mode, Resolve = resolve };
        fixed (byte* name = LinuxText.Encode(path))
        {
            return new LinuxHandle(LinuxCalls.Call(LinuxCalls.OpenAt2, folder, name, &how, sizeof(OpenHow)));
        }
    }
}
