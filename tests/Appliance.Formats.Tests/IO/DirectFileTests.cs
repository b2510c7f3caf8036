using Appliance.Formats.IO;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.IO;

public sealed class DirectFileTests : IDisposable
{
    private const int Length = DirectFile.MinLength;

    private readonly TemporaryFolder _folder = new();
    private readonly SafeFileHandle _file;

    public DirectFileTests() => _file = File.OpenHandle(_folder["file"], FileMode.CreateNew, FileAccess.ReadWrite);

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void TryWrite_LargeAndAligned_PutsAllBytesThereOrNone()
    {
        using PageMemory memory = Filled(Length);
        using var direct = new DirectFile(_file);

        // Not every file system has such writes.
        bool isWritten = direct.TryWrite(4096, memory.GetSpan());

        DiskAssert.Same(isWritten ? [.. new byte[4096], .. memory.GetSpan()] : [], Content());
    }

    [Theory]
    [InlineData(512, 0, Length)]
    [InlineData(4096, 1, Length)]
    [InlineData(4096, 0, Length + 512)]
    [InlineData(4096, 0, Length - 4096)]
    public void TryWrite_SmallOrUnaligned_WritesNothing(int position, int start, int length)
    {
        using PageMemory memory = Filled(2 * Length);
        using var direct = new DirectFile(_file);

        Assert.False(direct.TryWrite(position, memory.GetSpan().Slice(start, length)));
        Assert.Empty(Content());
    }

    [Fact]
    public void TryWrite_AfterWritesThroughTheCache_LeavesThoseBesideItAsTheyAre()
    {
        using PageMemory memory = Filled(Length);
        using var direct = new DirectFile(_file);
        byte[] head = TestDisk.RandomBytes(4096), tail = TestDisk.RandomBytes(100);
        RandomAccess.Write(_file, head, 0);
        RandomAccess.Write(_file, tail, 4096 + Length);

        bool isWritten = direct.TryWrite(4096, memory.GetSpan());

        byte[] body = isWritten ? memory.GetSpan().ToArray() : new byte[Length];
        DiskAssert.Same([.. head, .. body, .. tail], Content());
    }

    [Fact]
    public void TryWrite_Device_TellsThatThereIsNoSuchWay()
    {
        using PageMemory memory = Filled(Length);
        using SafeFileHandle device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
        using var direct = new DirectFile(device);

        Assert.False(direct.TryWrite(0, memory.GetSpan()));
    }

    private static PageMemory Filled(int length)
    {
        var memory = new PageMemory(length);
        TestDisk.RandomBytes(length).CopyTo(memory.GetSpan());
        return memory;
    }

    private byte[] Content()
    {
        byte[] content = new byte[RandomAccess.GetLength(_file)];
        RandomAccess.Read(_file, content, 0);
        return content;
    }
}
