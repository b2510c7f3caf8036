using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.Images;
using Appliance.Formats.Machines;
using Appliance.Formats.Ova;
using Appliance.Formats.Ovf;
using Appliance.Formats.Streaming;
using Appliance.Formats.Xva;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Streaming;

/// <summary>Converts packages, out of a file and out of a pipe, as the command does: measure, check, write, verify, commit.</summary>
internal static class Transfer
{
    /// <summary>What is made of a package: a name for each kind of target.</summary>
    public static readonly string[] Targets = ["raw", "vhd", "xva", "ova"];

    /// <summary>Opens bytes that come by in pieces.</summary>
    public static ValueTask<IMachineSource> OpenForwardAsync(Stream content, string name, ReadOptions? options = null, long? length = null)
        => ForwardSources.OpenAsync(new ForwardFile(content, name), length, options ?? ReadOptions.Default, SourceOptions.Default, CancellationToken.None);

    /// <summary>Converts bytes that lie in a file.</summary>
    public static async Task<byte[][]> OfFileAsync(byte[] package, string name, string target)
    {
        using var folder = new TemporaryFolder();
        await using IMachineSource source = await MachineSources.OpenAsync(
            folder.Write(name, package), ReadOptions.Default, SourceOptions.Default, CancellationToken.None);
        return await RunAsync(source, target);
    }

    /// <summary>Converts bytes that come by.</summary>
    public static async Task<byte[][]> OfStreamAsync(Stream content, string name, string target, ReadOptions? options = null)
    {
        await using IMachineSource source = await OpenForwardAsync(content, name, options);
        return await RunAsync(source, target);
    }

    /// <summary>The files that are made, in their order; nothing is left behind where that fails.</summary>
    public static async Task<byte[][]> RunAsync(IMachineSource source, string target)
    {
        using var folder = new TemporaryFolder();
        try
        {
            await using IMachineTarget made = Open(target, folder);
            var sizes = new Dictionary<string, long>();
            foreach (MachineDisk disk in source.Group.Disks)
            {
                sizes[disk.Id] = await source.MeasureDiskAsync(disk, CancellationToken.None);
            }

            made.Check(source.Group, sizes);
            await made.WriteAsync(source, progress: null, CancellationToken.None);
            await source.VerifyAsync(CancellationToken.None);
            return [.. (await made.CommitAsync(CancellationToken.None)).Select(File.ReadAllBytes)];
        }
        catch
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
            throw;
        }
    }

    /// <summary>All bytes of a content.</summary>
    public static async Task<byte[]> ReadAsync(DiskContent content, int blockSize = 2 << 20)
    {
        await using (content)
        {
            await using var writer = new Disks.MemoryWriter(content.Length, blockSize);
            await content.CopyToAsync(writer, workers: 2, progress: null, CancellationToken.None);
            return writer.Content;
        }
    }

    /// <summary>What is read is what is expected.</summary>
    public static async Task SameAsync(byte[] expected, Task<byte[]> reading)
    {
        byte[] actual = await reading;
        DiskAssert.Same(expected, actual);
    }

    private static IMachineTarget Open(string target, TemporaryFolder folder) => target switch
    {
        "xva" => new XvaTarget(folder["out.xva"], XvaOptions.Default, WriteOptions.Default),
        "ova" => new OvaTarget(folder["out.ova"], OvfDialect.Xen, WriteOptions.Default),
        "vhd" => new DiskImageTarget(folder["out"] + "/", DiskImageFormat.Vhd, WriteOptions.Default),
        _ => new DiskImageTarget(folder["out"] + "/", DiskImageFormat.Raw, WriteOptions.Default),
    };
}
