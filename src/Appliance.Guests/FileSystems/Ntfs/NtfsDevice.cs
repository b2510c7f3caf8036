using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>
/// A device as libntfs-3g calls it. What goes wrong below must not cross the library: it is remembered, the library told
/// of an I/O error, and thrown once the library is left.
/// </summary>
internal sealed class NtfsDevice
{
    // One operation of ours, most of them on one file, asks some ten times; the largest folder some 100,000 times. More is
    // a circle among the structures.
    private const int MostRequests = 4_000_000;

    private readonly BlockDevice _device;
    private ExceptionDispatchInfo? _failure;
    private long _position;
    private int _requests;

    internal NtfsDevice(BlockDevice device) => _device = device;

    /// <summary>What messages call it.</summary>
    internal string Name => _device.Name;

    /// <summary>Whether writes are dropped from here on: the library brings things to rest when it is left for good, wanted or not.</summary>
    internal bool Discards { get; set; }

    /// <summary>Throws what went wrong below during the last call of the library.</summary>
    internal void ThrowFailure()
    {
        _requests = 0;
        if (_failure is { } failure)
        {
            _failure = null;
            failure.Throw();
        }
    }

    /// <summary>Keeps what a callback must not throw, the first of it.</summary>
    internal void Remember(Exception exception) => _failure ??= ExceptionDispatchInfo.Capture(exception);

    /// <summary>Reads as much as the device has.</summary>
    /// <returns>Bytes, or -1.</returns>
    internal long Read(Span<byte> buffer, long offset)
    {
        int error = Marshal.GetLastSystemError();
        try
        {
            CountRequest();
            if (offset < 0 || offset >= _device.Length)
            {
                return 0;
            }

            int count = (int)Math.Min(buffer.Length, _device.Length - offset);
            _device.Read(offset, buffer[..count]);
            return Succeed(count, error);
        }
#pragma warning disable CA1031 // No exception may cross the library; this one is thrown again after the call.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(exception);
        }
    }

    /// <summary>Writes all of it.</summary>
    /// <returns>Bytes, or -1.</returns>
    internal long Write(ReadOnlySpan<byte> bytes, long offset)
    {
        int error = Marshal.GetLastSystemError();
        try
        {
            CountRequest();
            if (!Discards)
            {
                _device.Write(offset, bytes);
            }

            return Succeed(bytes.Length, error);
        }
#pragma warning disable CA1031 // No exception may cross the library; this one is thrown again after the call.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(exception);
        }
    }

    /// <summary>Reads where the last one ended.</summary>
    internal long ReadOn(Span<byte> buffer) => Advance(Read(buffer, _position));

    /// <summary>Writes where the last one ended.</summary>
    internal long WriteOn(ReadOnlySpan<byte> bytes) => Advance(Write(bytes, _position));

    /// <summary>Moves, as <c>lseek</c> does.</summary>
    internal long Seek(long offset, int whence)
        => _position = whence switch { 0 => offset, 1 => _position + offset, _ => _device.Length + offset };

    private long Advance(long count)
    {
        _position += Math.Max(0, count);
        return count;
    }

    private void CountRequest()
    {
        if (++_requests > MostRequests)
        {
            throw new InvalidImageException(Name, "the structures of its NTFS lead in a circle: run chkdsk on it");
        }
    }

    private static int Succeed(int count, int error)
    {
        // The library tests errno long after what set it: the runtime must not have touched it on the way.
        Marshal.SetLastSystemError(error);
        return count;
    }

    private int Fail(Exception exception)
    {
        Remember(exception);
        Marshal.SetLastSystemError(NtfsError.InputOutput);
        return -1;
    }
}
