using Appliance.Guests.Devices;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems;

/// <summary>A plain file as a device, so that other programs can look at it too.</summary>
internal sealed class FileDevice : BlockDevice, IDisposable
{
    private readonly SafeFileHandle _file;

    internal FileDevice(string path, bool writable = true)
    {
        _file = File.OpenHandle(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite);
        Name = Path.GetFileName(path);
        Length = RandomAccess.GetLength(_file);
        CanWrite = writable;
    }

    public override string Name { get; }

    public override long Length { get; }

    public override bool CanWrite { get; }

    /// <summary>How often it was written.</summary>
    internal int Writes { get; private set; }

    /// <summary>Is asked before every read.</summary>
    internal Action<long> BeforeRead { get; set; } = _ => { };

    public void Dispose() => _file.Dispose();

    protected override void ReadCore(long offset, Span<byte> buffer)
    {
        BeforeRead(offset);
        Assert.Equal(buffer.Length, RandomAccess.Read(_file, buffer, offset));
    }

    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes)
    {
        Writes++;
        RandomAccess.Write(_file, bytes, offset);
    }
}
