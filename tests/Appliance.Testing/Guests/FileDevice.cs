using Appliance.Guests.Devices;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Testing.Guests;

/// <summary>A raw image file as a device, read and written in place: for what other programs made, or shall read.</summary>
public sealed class FileDevice : BlockDevice, IDisposable
{
    private readonly SafeFileHandle _file;

    public FileDevice(string path, bool canWrite = true)
    {
        _file = File.OpenHandle(path, FileMode.Open, canWrite ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite);
        Name = Path.GetFileName(path);
        CanWrite = canWrite;
    }

    public override string Name { get; }

    public override long Length => RandomAccess.GetLength(_file);

    public override bool CanWrite { get; }

    /// <summary>How often it was written.</summary>
    public int Writes { get; private set; }

    /// <summary>Is asked before every read.</summary>
    public Action<long> BeforeRead { get; set; } = _ => { };

    /// <summary>Makes writes fail from here on.</summary>
    public Exception? Failure { get; set; }

    public void Dispose() => _file.Dispose();

    protected override void ReadCore(long offset, Span<byte> buffer)
    {
        BeforeRead(offset);
        Assert.Equal(buffer.Length, RandomAccess.Read(_file, buffer, offset));
    }

    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        Writes++;
        RandomAccess.Write(_file, bytes, offset);
    }
}
