using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO.Native;

/// <summary>
/// Writes to a descriptor that the process was started with, by write(2) on Linux. The framework's own stream takes a
/// broken pipe for success, and its file streams leave the offset of a redirected file where it was.
/// </summary>
/// <param name="descriptor">Its number: 1 for standard output.</param>
/// <param name="name">What messages call it.</param>
public sealed partial class DescriptorStream(int descriptor, string name) : WriteOnlyStream
{
    private const int Interrupted = 4; // EINTR
    private const int TryAgain = 11; // EAGAIN: somebody made the descriptor non-blocking
    private const int BrokenPipe = 32; // EPIPE

    private readonly SafeFileHandle _handle = new(descriptor, ownsHandle: false);

    /// <inheritdoc/>
    /// <exception cref="IOException">The reader is gone, or the disk behind is full.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (ReadOnlySpan<byte> rest = buffer.Span; !rest.IsEmpty;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            nint count = Write(_handle, rest, (nuint)rest.Length);
            if (count < 0)
            {
                Overcome(Marshal.GetLastPInvokeError());
            }

            rest = rest[(int)Math.Max(0, count)..];
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Waits where the write just has to be tried again.</summary>
    private void Overcome(int error)
    {
        switch (error)
        {
            case Interrupted:
                break;
            case TryAgain:
                var wanted = new PollRequest(descriptor);
                _ = Poll(ref wanted, 1, PollRequest.Patience);
                break;
            case BrokenPipe:
                throw new IOException($"{name}: broken pipe, the program that reads it has ended");
            default:
                throw new IOException($"{name}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollRequest requests, nuint count, int milliseconds);

    /// <summary>struct pollfd, for a descriptor that is to become writable.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest(int descriptor)
    {
        /// <summary>Milliseconds between looks at the caller's token.</summary>
        public const int Patience = 500;

        private const short Writable = 4; // POLLOUT

        public int Descriptor = descriptor;
        public short Events = Writable;
        public short Found;
    }
}
