using Appliance.Formats.Disks;
using Appliance.Formats.Verification;
using Xunit;

namespace Appliance.Formats.Tests.Vmdk;

public sealed class EsxVerifierTests
{
    private const int Length = 5000 * 512;

    // In the plain layout of the COWD writer: the first entries of its first table.
    private const int CowdEntries = CowdImage.HeaderSize + 512;

    [Theory]
    [InlineData("VMFSSPARSE")]
    [InlineData("SESPARSE")]
    public async Task VerifyAsync_SoundDelta_FindsNothing(string type)
    {
        FindingList findings = await BrokenImage.VerifyAsync(Folder(type, Write(type)));

        Assert.DoesNotContain(findings, finding => finding.Severity == FindingSeverity.Error);
    }

    [Theory]
    [InlineData("VMFSSPARSE", CowdEntries, CowdEntries + 4, "vmdk-grain-shared")] // two grains at one place
    [InlineData("VMFSSPARSE", CowdEntries, CowdImage.HeaderSize, "vmdk-grain-shared")] // a grain within its table
    [InlineData("SESPARSE", SeSparseImage.Tables, SeSparseImage.Tables + 8, "sesparse-grain-shared")]
    [InlineData("SESPARSE", SeSparseImage.Tables, 200, "sesparse-grain")] // an entry of no known kind
    public async Task VerifyAsync_EntryCopiedOverAnother_TellsIt(string type, int to, int from, string code)
    {
        byte[] file = Write(type);
        int size = type == "SESPARSE" ? sizeof(ulong) : sizeof(uint);
        file.AsSpan(from, size).CopyTo(file.AsSpan(to));

        FindingList findings = await BrokenImage.VerifyAsync(Folder(type, file));

        Assert.Contains(findings, finding => finding.Code == code && finding.Severity == FindingSeverity.Error);
    }

    [Fact]
    public async Task VerifyAsync_TwoSeSparseTablesAtOnePlace_TellsIt()
    {
        byte[] file = Write("SESPARSE", 2 * SeSparseImage.TableEntries * SeSparseImage.GrainSize);
        file.AsSpan(SeSparseImage.DirectoryPlace, 8).CopyTo(file.AsSpan(SeSparseImage.DirectoryPlace + 8));

        FindingList findings = await BrokenImage.VerifyAsync(Folder("SESPARSE", file));

        Assert.Contains(findings, finding => finding.Code == "sesparse-table-shared");
    }

    [Fact]
    public async Task VerifyAsync_DeltaAlone_LooksAtItsStructureAllTheSame()
    {
        byte[] file = Write("SESPARSE");
        Assert.Equal("vmdk-alone", Assert.Single(await BrokenImage.VerifyAsync(Folder("SESPARSE", file), "x")).Code);
        Assert.Equal("vmdk-alone", Assert.Single(await BrokenImage.VerifyAsync(Folder("VMFSSPARSE", Write("VMFSSPARSE")), "x")).Code);
        file[SeSparseImage.VolatileHeader + 24] = 1;

        Assert.Contains(await BrokenImage.VerifyAsync(Folder("SESPARSE", file), "x"), finding => finding.Message.Contains("journal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task VerifyAsync_ParentChanged_TellsIt()
    {
        MemoryFolder folder = new MemoryFolder().With("x", Write("VMFSSPARSE"))
            .WithDescriptor("vm.vmdk", Length, "VMFSSPARSE", "x", "parentCID=00000001\nparentFileNameHint=\"base.vmdk\"")
            .WithDescriptor("base.vmdk", Length, "ZERO", "");

        Assert.Contains(await BrokenImage.VerifyAsync(folder), finding => finding.Code == "vmdk-chain");
    }

    private static MemoryFolder Folder(string type, byte[] file)
        => new MemoryFolder().With("x", file).WithDescriptor("vm.vmdk", Length, type, "x");

    private static byte[] Write(string type, int length = Length)
    {
        bool isSpace = type == "SESPARSE";
        GrainLayer layer = GrainLayer.Make(length, isSpace ? SeSparseImage.GrainSize : CowdImage.Sector, new Random(2), isSpace);
        Array.Fill(layer.Grains, ExtentKind.Data, 0, 10);
        return isSpace ? SeSparseImage.Write(layer) : CowdImage.Write(layer);
    }
}
