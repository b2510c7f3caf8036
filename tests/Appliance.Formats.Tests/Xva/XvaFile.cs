using Appliance.Formats.Disks;
using Appliance.Formats.IO.Tar;
using Appliance.Formats.Machines;
using Appliance.Formats.Xva;
using Appliance.Testing;

namespace Appliance.Formats.Tests.Xva;

/// <summary>Makes XVA files: whole ones by the writer, odd and broken ones member by member.</summary>
internal static class XvaFile
{
    public const int Chunk = 1 << 20;

    /// <summary>Writes and commits.</summary>
    public static async Task WriteAsync(IMachineSource source, string path, XvaOptions? xva = null, WriteOptions? options = null)
    {
        await using var target = new XvaTarget(path, xva ?? XvaOptions.Default, options ?? WriteOptions.Default);
        await target.WriteAsync(source, progress: null, CancellationToken.None);
        await target.CommitAsync(CancellationToken.None);
    }

    /// <summary>Writes into memory, as a forward-only stream.</summary>
    public static async Task<byte[]> WriteStreamAsync(IMachineSource source, XvaOptions? xva = null, WriteOptions? options = null)
    {
        using var bytes = new MemoryStream();
        await using var target = new XvaTarget(bytes, "-", xva ?? XvaOptions.Default, options ?? WriteOptions.Default);
        await target.WriteAsync(source, progress: null, CancellationToken.None);
        return bytes.ToArray();
    }

    /// <summary>Opens an XVA that lies in memory.</summary>
    public static ValueTask<XvaSource> OpenAsync(byte[] file, ReadOptions? options = null)
        => XvaSource.OpenAsync(new TestDisk(file, "test.xva"), options ?? ReadOptions.Default, CancellationToken.None);

    /// <summary>Reads the whole of one disk.</summary>
    public static async Task<byte[]> ReadDiskAsync(XvaSource source, int index = 0)
        => await DiskAssert.ReadAllAsync(await source.OpenDiskAsync(source.Group.Disks.ElementAt(index), CancellationToken.None));

    /// <summary>A tar file of these members and two blocks of zeros.</summary>
    public static byte[] Tar(params IEnumerable<(string Name, byte[] Content)> members)
    {
        using var bytes = new MemoryStream();
        var header = new byte[UstarHeader.Size];
        foreach ((string name, byte[] content) in members)
        {
            UstarHeader.Write(header, name, content.Length, DateTimeOffset.UnixEpoch);
            bytes.Write(header);
            bytes.Write(content);
            bytes.Write(new byte[UstarHeader.PaddingOf(content.Length)]);
        }

        bytes.Write(new byte[1024]);
        return bytes.ToArray();
    }

    /// <summary>A chunk and its checksum.</summary>
    public static (string Name, byte[] Content)[] ChunkOf(string name, byte[] content, XvaChecksum checksum = XvaChecksum.Sha1)
    {
        var text = new byte[checksum.TextLength()];
        checksum.Compute(content, text);
        return [(name, content), (name + checksum.Suffix(), text)];
    }

    /// <summary>A descriptor of one machine with one disk for each size, <c>Ref:0002</c> and so on.</summary>
    public static (string Name, byte[] Content) Descriptor(params long[] sizes)
    {
        MemorySource source = MemorySource.Of([.. sizes.Select(size => (Disk)new ZeroDisk("zero", size))]);
        var layout = XvaLayout.Create(source, Enumerable.Range(0, sizes.Length).ToDictionary(i => $"disk{i}", i => sizes[i]), XvaOptions.Default);
        string xml = System.Text.Encoding.UTF8.GetString(XvaDescriptor.Create(layout, source, XvaOptions.Default, WriteOptions.Default));
        foreach (long size in sizes)
        {
            xml = xml.Replace($"<value>{XvaLayout.RoundUp(size)}</value>", $"<value>{size}</value>", StringComparison.Ordinal);
        }

        return ("ova.xml", System.Text.Encoding.UTF8.GetBytes(xml));
    }
}
