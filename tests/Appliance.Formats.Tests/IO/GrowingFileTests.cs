using Appliance.Formats.IO;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.IO;

public sealed class GrowingFileTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 65_536)]
    [InlineData(1, 65_535)]
    [InlineData(4096, 300_000)]
    [InlineData(65_535, 2)]
    public void Write_AnyPlaceAndLength_PutsTheBytesThere(int position, int length)
    {
        using var folder = new TemporaryFolder();
        byte[] data = TestDisk.RandomBytes(length);
        using (SafeFileHandle handle = File.OpenHandle(folder["file"], FileMode.CreateNew, FileAccess.ReadWrite))
        {
            var file = new GrowingFile(handle, start: 0);
            file.Reserve(position + length);
            file.Write(position, data.AsSpan(0, length / 3), data.AsSpan(length / 3));
            RandomAccess.SetLength(handle, position + length);
        }

        DiskAssert.Same([.. new byte[position], .. data], File.ReadAllBytes(folder["file"]));
    }

    [Fact]
    public void Write_SlowCache_ManyThreads_HoleAndData_AreWhereTheyBelong()
    {
        const int block = 1 << 20, count = 24;
        using var folder = new TemporaryFolder();
        using var memory = new PageMemory(count * block);
        Span<byte> content = memory.GetSpan();
        TestDisk.RandomBytes(content.Length).CopyTo(content);
        content.Slice(block / 2, 3 * block).Clear();
        using (SafeFileHandle handle = File.OpenHandle(folder["file"], FileMode.CreateNew, FileAccess.ReadWrite))
        using (var direct = new DirectFile(handle))
        {
            var file = new GrowingFile(handle, start: 0, direct, new WritePace(bytesPerSecond: 1));
            Parallel.For(0, count, i => file.Write(i * block, memory.Memory.Span.Slice(i * block, block)));
        }

        DiskAssert.Same(memory.GetSpan().ToArray(), File.ReadAllBytes(folder["file"]));
    }

    [Fact]
    public void Reserve_FileNotWritten_KeepsItsLength()
    {
        using var folder = new TemporaryFolder();
        using SafeFileHandle handle = File.OpenHandle(folder["file"], FileMode.CreateNew, FileAccess.ReadWrite);

        new GrowingFile(handle, start: 0).Reserve(1 << 20);

        Assert.Equal(0, RandomAccess.GetLength(handle));
    }
}
