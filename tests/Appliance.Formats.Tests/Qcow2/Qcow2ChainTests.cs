using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Qcow2;

public sealed class Qcow2ChainTests
{
    public static TheoryData<int, int> Chains => new()
    {
        { 1, 1 }, { 2, 1 }, { 3, 1 }, { 4, 1 }, { 5, 2 }, { 6, 2 }, { 7, 3 }, { 8, 3 }, { 9, 4 }, { 10, 5 }, { 11, 12 },
    };

    [NeedsToolTheory("qemu-img", "qemu-io")]
    [MemberData(nameof(Chains))]
    public async Task OpenAsync_RandomChain_HoldsWhatWasWritten(int seed, int depth)
    {
        using Qcow2Chain chain = Qcow2Chain.Make(seed, depth);

        await using Disk disk = await chain.OpenAsync();

        await DiskAssert.HoldsAsync(chain.Content, disk);
    }

    [NeedsToolTheory("qemu-img", "qemu-io")]
    [InlineData(20, 1)]
    [InlineData(22, 3)]
    public async Task OpenAsync_RandomChain_QemuReadsTheSame(int seed, int depth)
    {
        using Qcow2Chain chain = Qcow2Chain.Make(seed, depth);
        using var folder = new TemporaryFolder();
        await using Disk disk = await chain.OpenAsync();
        folder.Write("ours.raw", await DiskAssert.ReadAllAsync(disk));

        Tool.Run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", chain.Top, folder["ours.raw"]);
    }

    [NeedsToolFact("qemu-img", "qemu-io")]
    public async Task OpenAsync_ChainWithoutItsBackingFiles_IsRefusedWithTheirNames()
    {
        using Qcow2Chain chain = Qcow2Chain.Make(seed: 30, depth: 2);
        string name = Path.GetFileName(chain.Top);

        UnsupportedImageException e = await RefusedAsync(chain.Top);
        Assert.StartsWith(name, e.Message, StringComparison.Ordinal);
        Assert.Contains($"backing file \"{chain.Backing[0]}\"", e.Message, StringComparison.Ordinal);
        Assert.Contains("--backing FILE", e.Message, StringComparison.Ordinal);

        // One is not enough: its own backing file has to be named too.
        e = await RefusedAsync(chain.Top, chain.Backing[0]);
        Assert.StartsWith(Path.GetFileName(chain.Backing[0]), e.Message, StringComparison.Ordinal);
    }

    [NeedsToolFact("qemu-img")]
    public async Task OpenAsync_BackingFileForAnImageThatHasNone_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("qemu-img", "create", "-q", "-f", "qcow2", folder["alone.qcow2"], "1M");
        folder.Write("base.raw", new byte[512]);

        Assert.Contains("leave --backing away", (await RefusedAsync(folder["alone.qcow2"], folder["base.raw"])).Message, StringComparison.Ordinal);
        Assert.Contains("leave --backing away", (await RefusedAsync(folder["base.raw"], folder["alone.qcow2"])).Message, StringComparison.Ordinal);
    }

    [NeedsToolFact("qemu-img")]
    public async Task OpenAsync_BackingFileOfAnotherFormatThanTheHeaderSays_IsTakenForWhatItIs()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(3 << 20, seed: 8);
        folder.Write("base.raw", content);
        Tool.Run("qemu-img", "convert", "-f", "raw", "-O", "vhdx", folder["base.raw"], folder["base.vhdx"]);
        Tool.Run("qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", "/nowhere/at/all", "-F", "raw", folder["top.qcow2"], "3M");

        await using Disk disk = await OpenAsync(folder["top.qcow2"], folder["base.vhdx"]);

        await DiskAssert.HoldsAsync(content, disk);
    }

    [NeedsToolFact("qemu-img")]
    public async Task OpenAsync_BackingNameMadeToDisturbATerminal_IsToldHarmlessly()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", "a\u001b[2J\nb", "-F", "raw", folder["top.qcow2"], "1M");

        Assert.Contains("\"a?[2J?b\"", (await RefusedAsync(folder["top.qcow2"])).Message, StringComparison.Ordinal);
    }

    private static async Task<UnsupportedImageException> RefusedAsync(string path, params string[] backing)
        => await Assert.ThrowsAsync<UnsupportedImageException>(async () => await OpenAsync(path, backing));

    private static ValueTask<Disk> OpenAsync(string path, params string[] backing)
        => DiskImages.OpenAsync(
            FileDisk.Open(path), new LocalFolder(Path.GetDirectoryName(path)!), ReadOptions.Default, new SourceOptions { BackingFiles = backing }, CancellationToken.None);
}
