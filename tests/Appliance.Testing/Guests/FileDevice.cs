using Appliance.Guests.Devices;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Testing.Guests;

/// <summary>A raw image file as a device, read and written in place: for what other programs made, or shall read.</summary>
public sealed class FileDevice : BlockDevice, IDisposable
{
    private readonly SafeFileHandle _file;

    public FileDevice(string path)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Name = Path.GetFileName(path);
    }

    public override string Name { get; }

    public override long Length => RandomAccess.GetLength(_file);

    public override bool CanWrite => true;

    public void Dispose() => _file.Dispose();

    protected override void ReadCore(long offset, Span<byte> buffer) => Assert.Equal(buffer.Length, RandomAccess.Read(_file, buffer, offset));

    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_file, bytes, offset);
}
