using Appliance.Formats;
using Appliance.Guests.Native.Ntfs3g;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>An open attribute of an inode: the content of a file, most of all.</summary>
internal sealed unsafe class NtfsAttribute : IDisposable
{
    // ATTR_IS_COMPRESSED and ATTR_IS_SPARSE.
    private const ushort Punctured = 0x80FF;

    private readonly NtfsSession _session;
    private NativeAttribute* _native;

    internal NtfsAttribute(NtfsSession session, NativeAttribute* native)
    {
        _session = session;
        _native = native;
    }

    /// <summary>Bytes.</summary>
    internal long Length => _native->DataSize;

    /// <summary>Bytes that it takes on the device.</summary>
    internal long AllocatedLength => _native->AllocatedSize;

    /// <summary>Whether it is compressed or has holes.</summary>
    internal bool IsPunctured => (_native->Flags & Punctured) != 0;

    /// <summary>Fills <paramref name="buffer"/>.</summary>
    /// <exception cref="InvalidImageException">There is less, or it cannot be read.</exception>
    internal void ReadExactly(long offset, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            for (long done = 0; done < buffer.Length;)
            {
                long count = LibNtfs.Read(_native, offset + done, buffer.Length - done, bytes + done);
                _session.Check(count >= 0, "its content cannot be read");
                done += count > 0 ? count : throw new InvalidImageException(_session.Name, $"a file ends at {offset + done}, before its length; run chkdsk on it");
            }
        }
    }

    /// <summary>Writes all of <paramref name="content"/>.</summary>
    internal void Write(long offset, ReadOnlySpan<byte> content)
    {
        fixed (byte* bytes = content)
        {
            for (long done = 0; done < content.Length;)
            {
                long count = LibNtfs.Write(_native, offset + done, content.Length - done, bytes + done);
                _session.Check(count > 0, "content cannot be written");
                done += count;
            }
        }
    }

    /// <summary>Cuts it, or adds zeros.</summary>
    internal void SetLength(long length) => _session.Check(LibNtfs.Truncate(_native, length) == 0, "the length of a file cannot be changed");

    /// <summary>Writes what compression still holds back.</summary>
    internal void FinishWriting() => _session.Check(LibNtfs.FinishWriting(_native) == 0, "content cannot be written");

    public void Dispose()
    {
        if (_native is not null)
        {
            LibNtfs.CloseAttribute(_native);
            _native = null;
        }
    }
}
