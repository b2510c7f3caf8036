using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>Chains of every kind of image, against a model in memory.</summary>
public sealed class VmdkChainTests
{
    private const int Sector = 512;

    // COWD and seSparse by the tests' own writers, hosted sparse by qemu-img.
    private static readonly string[] Kinds = ["cowd", "sesparse", "hosted"];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 10)];

    [NeedsToolTheory("qemu-img", "qemu-io")]
    [MemberData(nameof(Seeds))]
    public async Task OpenAsync_RandomChain_GivesWhatTheModelAndQemuHave(int seed)
    {
        var random = new Random(seed);
        using var folder = new DatastoreFolder();
        byte[] expected = TestDisk.Mixed(random.Next(1, 9000) * Sector, seed);
        string top = QemuLayers.WriteBase(folder, expected, random.Next(4));
        for (int depth = random.Next(1, 13); depth > 0; depth--)
        {
            top = AddLayer(folder, expected, top, Kinds[random.Next(Kinds.Length)], random);
        }

        await using (Disk disk = await folder.OpenAsync($"{top}.vmdk"))
        {
            await DiskAssert.HoldsAsync(expected, disk);
        }

        Tool.Run("qemu-img", "convert", "-f", "vmdk", "-O", "raw", folder[$"{top}.vmdk"], folder["out.raw"]);
        byte[] converted = await File.ReadAllBytesAsync(folder["out.raw"]);
        DiskAssert.Same(expected, converted);
    }

    [Theory]
    [InlineData(32)] // the most that VMware makes
    [InlineData(511)] // the most that is read: each layer is a step of every read
    public async Task OpenAsync_LongChain_GivesAllLayers(int depth)
    {
        using var folder = new DatastoreFolder();
        byte[] expected = TestDisk.Mixed(300 * Sector);
        folder.WriteFlat("vm-000000", expected);
        var random = new Random(depth);
        for (int i = 1; i <= depth; i++)
        {
            AddOwnLayer(folder, expected, $"vm-{i - 1:d6}", $"vm-{i:d6}", i % 2 == 0 ? "cowd" : "sesparse", random);
        }

        await using Disk disk = await folder.OpenAsync($"vm-{depth:d6}.vmdk");

        await DiskAssert.HoldsAsync(expected, disk);
    }

    [Fact]
    public async Task OpenAsync_TooLongChain_IsRefused()
    {
        MemoryFolder folder = new MemoryFolder().WithDescriptor("600.vmdk", Sector, "ZERO", "");
        for (int i = 0; i < 600; i++)
        {
            folder.WithDescriptor($"{i}.vmdk", Sector, "ZERO", "", Parent($"{i + 1}.vmdk"));
        }

        await AssertRefusedAsync(folder, "0.vmdk", "the chain has more than 512 images; consolidate");
    }

    [Theory]
    [InlineData("vm.vmdk", "the parent \"vm.vmdk\" is an ancestor of itself")] // its own parent
    [InlineData("b.vmdk", "the parent \"vm.vmdk\" is an ancestor of itself")] // its parent's parent
    [InlineData("gone.vmdk", "is a delta over \"gone.vmdk\", which is missing from /folder; put it there")]
    [InlineData("/vmfs/volumes/ds/clone base/gone.vmdk", "in another folder (a linked clone); copy that file and its extents to /folder")]
    [InlineData("../template/gone.vmdk", "in another folder (a linked clone); copy that file and its extents to /folder")]
    [InlineData("C:\\VMs\\template\\gone.vmdk", "in another folder (a linked clone)")]
    [InlineData("../template/vm.vmdk", "in another folder (a linked clone); copy that file and its extents to /folder/template/vm.vmdk")] // called like the clone
    [InlineData("other.vmdk", "CID 12345678, but \"other.vmdk\" has CID 99999999: the parent was changed")]
    [InlineData("raw.vmdk", "is no VMDK")]
    [InlineData("../..", "not a plain name within its own folder")]
    [InlineData("a\tb.vmdk", "not a plain name within its own folder")]
    public async Task OpenAsync_ParentNotToBeHad_IsRefusedWithTheWayOut(string hint, string reason)
    {
        MemoryFolder folder = new MemoryFolder()
            .WithDescriptor("vm.vmdk", Sector, "ZERO", "", Parent(hint))
            .WithDescriptor("b.vmdk", Sector, "ZERO", "", Parent("vm.vmdk"))
            .With("other.vmdk", "version=1\nCID=99999999\nparentCID=ffffffff\nRW 1 ZERO\n")
            .With("raw.vmdk", new byte[Sector]);

        await AssertRefusedAsync(folder, "vm.vmdk", reason);
    }

    [Theory]
    [InlineData("base.vmdk")]
    [InlineData("./base.vmdk")]
    [InlineData("/vmfs/volumes/5458b680-34ec3500/vm/base.vmdk")]
    [InlineData("C:\\VMs\\vm\\base.vmdk")]
    [InlineData("../elsewhere/base.vmdk")]
    [InlineData("below/deep/second.vmdk")] // relative, in a folder below, whose extent lies there too
    [InlineData("/vmfs/volumes/ds/template/third.vmdk")] // in a folder of the hint's last one's name
    public async Task OpenAsync_ParentOfAnyHint_IsFoundWithinTheFolder(string hint)
    {
        byte[] content = TestDisk.RandomBytes(Sector);
        MemoryFolder folder = new MemoryFolder().WithDescriptor("vm.vmdk", Sector, "VMFSSPARSE", "vm-delta.vmdk", Parent(hint))
            .With("vm-delta.vmdk", CowdImage.Write(GrainLayer.Make(Sector, Sector, new AlwaysAbsent(), hasZeros: false)));
        foreach (string parent in new[] { "base", "below/deep/second", "template/third" })
        {
            folder.WithDescriptor($"{parent}.vmdk", Sector, "FLAT", $"{Path.GetFileName(parent)}-flat.vmdk").With($"{parent}-flat.vmdk", content);
        }

        await using Disk disk = await folder.OpenImageAsync("vm.vmdk");

        await DiskAssert.HoldsAsync(content, disk);
    }

    [Fact]
    public async Task OpenAsync_ParentOfAnotherSize_IsCutOrFilledWithZeros()
    {
        byte[] content = TestDisk.RandomBytes(5 * Sector);
        MemoryFolder folder = new MemoryFolder()
            .WithDescriptor("base.vmdk", content.Length, "FLAT", "base-flat.vmdk").With("base-flat.vmdk", content);
        foreach (int sectors in new[] { 3, 9 })
        {
            GrainLayer empty = GrainLayer.Make(sectors * Sector, Sector, new AlwaysAbsent(), hasZeros: false);
            folder.WithDescriptor($"{sectors}.vmdk", sectors * Sector, "VMFSSPARSE", $"{sectors}-delta", Parent("base.vmdk"))
                .With($"{sectors}-delta", CowdImage.Write(empty));
            await using Disk disk = await folder.OpenImageAsync($"{sectors}.vmdk");
            var expected = new byte[sectors * Sector];
            content.AsSpan(0, Math.Min(content.Length, expected.Length)).CopyTo(expected);

            await DiskAssert.HoldsAsync(expected, disk);
        }
    }

    private static string Parent(string hint) => $"parentCID=12345678\nparentFileNameHint=\"{hint}\"";

    private static async Task AssertRefusedAsync(MemoryFolder folder, string name, string reason)
    {
        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(async () => await folder.OpenImageAsync(name));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    private static string AddLayer(DatastoreFolder folder, byte[] expected, string parent, string kind, Random random)
    {
        string name = $"vm-{random.Next(1_000_000):d6}";
        if (kind == "hosted")
        {
            QemuLayers.AddHosted(folder, expected, parent, name, random);
        }
        else
        {
            AddOwnLayer(folder, expected, parent, name, kind, random);
        }

        return name;
    }

    private static void AddOwnLayer(DatastoreFolder folder, byte[] expected, string parent, string name, string kind, Random random)
    {
        bool isCowd = kind == "cowd";
        int grainSize = isCowd ? Sector << random.Next(5) : SeSparseImage.GrainSize;
        GrainLayer layer = GrainLayer.Make(expected.Length, grainSize, random, hasZeros: !isCowd);
        if (isCowd)
        {
            folder.WriteCowd(name, layer, parent, random);
        }
        else
        {
            folder.WriteSeSparse(name, layer, parent, random);
        }

        layer.ApplyTo(expected);
    }
}
