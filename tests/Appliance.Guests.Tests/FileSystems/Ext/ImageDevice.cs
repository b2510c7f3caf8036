using Appliance.Guests.Devices;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ext;

/// <summary>A file as a device, so that other programs see at once what was written.</summary>
internal sealed class ImageDevice : BlockDevice, IDisposable
{
    private readonly SafeFileHandle _file;

    public ImageDevice(string path, bool canWrite = true)
    {
        _file = File.OpenHandle(path, FileMode.Open, canWrite ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite);
        Name = Path.GetFileName(path);
        Length = RandomAccess.GetLength(_file);
        CanWrite = canWrite;
    }

    public override string Name { get; }

    public override long Length { get; }

    public override bool CanWrite { get; }

    /// <summary>How often it was written.</summary>
    public int Writes { get; private set; }

    /// <summary>Makes writes fail from here on.</summary>
    public Exception? Failure { get; set; }

    public void Dispose() => _file.Dispose();

    protected override void ReadCore(long offset, Span<byte> buffer)
    {
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
