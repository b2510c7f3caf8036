using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>The files that people give where they mean the disk, and those that stay alone.</summary>
public sealed class VmdkExtentFileTests
{
    private const int Length = 40 * 512;

    private static readonly byte[] Base = TestDisk.RandomBytes(Length);

    [Theory]
    [InlineData("vm-flat.vmdk")]
    [InlineData("vm-000001-delta.vmdk")]
    [InlineData("vm-000002-sesparse.vmdk")]
    public async Task OpenAsync_ExtentBesideItsDescriptor_OpensTheDisk(string name)
    {
        using DatastoreFolder folder = MakeChain(out Dictionary<string, byte[]> contents);
        var warnings = new List<string>();

        await using Disk disk = await OpenAsync(folder, name, warnings);

        await DiskAssert.HoldsAsync(contents[name], disk);
        Assert.Equal($"{name}: is an extent of {name[..name.LastIndexOf('-')]}.vmdk, which is opened instead", Assert.Single(warnings));
    }

    [Theory]
    [InlineData("vm-flat.vmdk", "put its descriptor vm.vmdk beside it, or if it holds the plain bytes of a disk, say so with --from raw")]
    [InlineData("vm-000001-delta.vmdk", "is a redo log (COWD, VMFSSPARSE) of ESXi, which does not tell its parent; put its descriptor vm-000001.vmdk beside it, and give that")]
    [InlineData("vm-000002-sesparse.vmdk", "is a space-efficient delta (SESPARSE) of ESXi, which does not tell its parent; put its descriptor vm-000002.vmdk beside it")]
    public async Task OpenAsync_ExtentAlone_IsRefusedWithTheNameOfItsDescriptor(string name, string reason)
    {
        using DatastoreFolder folder = MakeChain(out _);
        File.Delete(folder[$"{name[..name.LastIndexOf('-')]}.vmdk"]);

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(async () => await OpenAsync(folder, name, []));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_DescriptorOfAnotherFile_IsNotTakenForIt()
    {
        using DatastoreFolder folder = MakeChain(out _);
        folder.WriteDescriptor("vm", Length, "vmfs", "VMFS", "other", parent: null);

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(async () => await OpenAsync(folder, "vm-flat.vmdk", []));

        Assert.Contains("signature missing", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_FlatSaidToBeRaw_IsOpenedAsItIs()
    {
        using DatastoreFolder folder = MakeChain(out _);
        var source = new SourceOptions { From = ImageFormat.Raw };

        await using Disk disk = await DiskImages.OpenAsync(
            FileDisk.Open(folder["vm-flat.vmdk"]), siblings: null, ReadOptions.Default, source, CancellationToken.None);

        await DiskAssert.HoldsAsync(Base, disk);
    }

    [Theory]
    [InlineData("vmfs", "VMFS \"vm-flat.vmdk\"")]
    [InlineData("vmfs", "VMFS \"vm-flat.vmdk\" 0")] // as VDDK writes it
    [InlineData("vmfsThin", "VMFS \"vm-flat.vmdk\"")]
    [InlineData("vmfsThin", "VMFSTHIN \"vm-flat.vmdk\"")]
    [InlineData("vmfsPreallocated", "VMFS \"vm-flat.vmdk\"")]
    [InlineData("vmfsEagerZeroedThick", "VMFS \"vm-flat.vmdk\"")]
    [InlineData("monolithicFlat", "FLAT \"vm-flat.vmdk\" 0")]
    public async Task OpenAsync_FlatOfEveryKind_GivesItsBytes(string createType, string extent)
    {
        MemoryFolder folder = new MemoryFolder().With("vm-flat.vmdk", Base)
            .With("vm.vmdk", $"# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\ncreateType=\"{createType}\"\nRW {Length / 512} {extent}\n");

        await using Disk disk = await folder.OpenImageAsync("vm.vmdk");

        await DiskAssert.HoldsAsync(Base, disk);
    }

    [Theory]
    [InlineData("vmfsRawDeviceMap", "VMFSRDM \"vm-rdm.vmdk\"", "raw device")]
    [InlineData("vmfsPassthroughRawDeviceMap", "VMFSRDM \"vm-rdmp.vmdk\"", "raw device")]
    [InlineData("vmfs", "VMFS \"vsan://52d5bb9d-0d4e/4ad1\"", "a device or an object of a datastore")]
    [InlineData("fullDevice", "FLAT \"/dev/sdb\" 0", "raw device")]
    [InlineData("custom", "FLAT \"/dev/sdb\" 0", "a device or an object of a datastore")]
    public async Task OpenAsync_DiskInNoFile_IsRefused(string createType, string extent, string reason)
    {
        MemoryFolder folder = new MemoryFolder()
            .With("vm.vmdk", $"# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\ncreateType=\"{createType}\"\nRW 8 {extent}\n");

        var e = await Assert.ThrowsAsync<UnsupportedImageException>(async () => await folder.OpenImageAsync("vm.vmdk"));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    private static DatastoreFolder MakeChain(out Dictionary<string, byte[]> contents)
    {
        var folder = new DatastoreFolder();
        folder.WriteFlat("vm", Base);
        var random = new Random(3);
        GrainLayer first = GrainLayer.Make(Length, 512, random, hasZeros: false);
        folder.WriteCowd("vm-000001", first, "vm");
        GrainLayer second = GrainLayer.Make(Length, SeSparseImage.GrainSize, random, hasZeros: true);
        folder.WriteSeSparse("vm-000002", second, "vm-000001");
        byte[] afterFirst = [.. Base];
        first.ApplyTo(afterFirst);
        byte[] afterSecond = [.. afterFirst];
        second.ApplyTo(afterSecond);
        contents = new() { ["vm-flat.vmdk"] = Base, ["vm-000001-delta.vmdk"] = afterFirst, ["vm-000002-sesparse.vmdk"] = afterSecond };
        return folder;
    }

    private static ValueTask<Disk> OpenAsync(DatastoreFolder folder, string name, List<string> warnings)
        => DiskImages.OpenAsync(
            FileDisk.Open(folder[name]), folder.Siblings, new ReadOptions { Warn = warnings.Add }, SourceOptions.Default, CancellationToken.None);
}
