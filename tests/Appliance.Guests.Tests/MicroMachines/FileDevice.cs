using Appliance.Guests.Devices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Guests.Tests.MicroMachines;

/// <summary>An image file as a device.</summary>
internal sealed class FileDevice(string path, bool canWrite = true) : BlockDevice, IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Open, canWrite ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite);

    public override string Name => Path.GetFileName(path);

    public override long Length => RandomAccess.GetLength(_file);

    public override bool CanWrite => canWrite;

    public void Dispose() => _file.Dispose();

    protected override void ReadCore(long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = RandomAccess.Read(_file, buffer, offset);
            buffer = buffer[count..];
            offset += count;
        }
    }

    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_file, bytes, offset);
}
