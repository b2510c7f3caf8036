using Appliance.Converter.Converting;
using Appliance.Converter.Verifying;
using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Images;
using Appliance.Formats.Machines;
using Appliance.Formats.Ova;
using Appliance.Formats.Ovf;
using Appliance.Formats.Xva;
using Appliance.Testing;
using Xunit;

namespace Appliance.Converter.Tests.Verifying;

/// <summary>A target that does not hold what was read for it never gets its name.</summary>
public sealed class ReadBackTests : IDisposable
{
    private const int Length = 5_000_192;
    private const int Damaged = 3_333_333;

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = TestDisk.RandomBytes(Length);

    public ReadBackTests() => _folder.Write("disk.raw", _content);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.raw")]
    [InlineData("a.vhd")]
    [InlineData("a.qcow2")]
    [InlineData("a.vmdk")]
    [InlineData("a.xva")]
    [InlineData("a.ova")]
    [InlineData("a.ovf")]
    public async Task Run_SoundTarget_IsProvenAndCommitted(string name)
    {
        ConversionReport report = await ConvertAsync(OpenTarget(name));

        DiskProof proof = Assert.Single(report.Proof!.Disks);
        Assert.True(report.IsDone, report.Proof.Problem);
        Assert.Equal(proof.Digest, proof.WrittenDigest);
        Assert.True(File.Exists(_folder[name]));
    }

    [Theory]
    [InlineData("a.raw")]
    [InlineData("a.vhd")]
    [InlineData("a.qcow2")]
    [InlineData("a.ova")]
    [InlineData("a.ovf")]
    public async Task Run_ByteFlippedOnTheDisk_IsFoundByOffsetAndNothingKept(string name)
    {
        ConversionReport report = await ConvertAsync(new MeddledTarget(OpenTarget(name), FlipByte));

        DiskProof proof = Assert.Single(report.Proof!.Disks);
        Assert.Equal(Damaged, proof.Difference);
        Assert.NotEqual(proof.Digest, proof.WrittenDigest);
        AssertNothingKept(report);
    }

    [Theory]
    [InlineData("a.xva")]
    public async Task Run_ByteFlippedUnderAChecksum_IsAProblemAndNothingKept(string name)
    {
        ConversionReport report = await ConvertAsync(new MeddledTarget(OpenTarget(name), FlipByte));

        Assert.Contains("checksum", report.Proof!.Problem!, StringComparison.Ordinal);
        AssertNothingKept(report);
    }

    [Fact]
    public async Task Run_TargetCutOff_IsAProblemAndNothingKept()
    {
        ConversionReport report = await ConvertAsync(new MeddledTarget(OpenTarget("a.vmdk"), CutOff));

        Assert.NotNull(report.Proof!.Problem);
        AssertNothingKept(report);
    }

    [Fact]
    public async Task Run_SourceChangesAfterTheCopy_ProvesWhatWasCopied()
    {
        ConversionReport report = await ConvertAsync(new MeddledTarget(OpenTarget("a.raw"), () => Flip(_folder["disk.raw"], 10)));

        Assert.True(report.IsDone);
        Assert.Equal(_content, File.ReadAllBytes(_folder["a.raw"]));
    }

    [Fact]
    public async Task Run_BothChangeAlike_TellsTheChunk()
    {
        ConversionReport report = await ConvertAsync(new MeddledTarget(OpenTarget("a.raw"), () =>
        {
            FlipByte();
            Flip(_folder["disk.raw"], Damaged);
        }));

        Assert.Equal(3 << 20, report.Proof!.Disks[0].Difference);
    }

    [Fact]
    public async Task Run_SeveralDisks_NamesTheDamagedOne()
    {
        _folder.Write("other.raw", TestDisk.Mixed(2_000_384));
        await using (IMachineTarget package = new OvfTarget(_folder["pair.ovf"], OvfDialect.Xen, WriteOptions.Default))
        {
            await using IMachineSource source = await PairAsync();
            await Conversion.RunAsync(source, package, new ConversionOptions(), CancellationToken.None);
        }

        await using IMachineTarget target = new MeddledTarget(
            new DiskImageTarget(_folder["disks/"], DiskImageFormat.Raw, WriteOptions.Default), FlipByte);
        ConversionReport report = await ConvertAsync(target, "pair.ovf");

        Assert.Equal([Damaged, null], report.Proof!.Disks.Select(disk => disk.Difference));
        Assert.Empty(report.Files);
    }

    [Fact]
    public async Task Run_Pipe_IsRefusedBeforeAnythingIsWritten()
    {
        using var pipe = new MemoryStream();

        await Assert.ThrowsAsync<OptionException>(() => ConvertAsync(new XvaTarget(pipe, "pipe", XvaOptions.Default, WriteOptions.Default)));
        Assert.Equal(0, pipe.Length);
    }

    private async Task<ConversionReport> ConvertAsync(IMachineTarget target, string from = "disk.raw")
    {
        await using (target)
        {
            await using IMachineSource source = await OpenAsync(from);
            var options = new ConversionOptions { ReadBack = new ReadBackOptions() };
            return await Conversion.RunAsync(source, target, options, CancellationToken.None);
        }
    }

    private async Task<IMachineSource> PairAsync() => new PairSource(await OpenAsync("disk.raw"), await OpenAsync("other.raw"));

    private ValueTask<IMachineSource> OpenAsync(string name)
        => MachineSources.OpenAsync(_folder[name], ReadOptions.Default, SourceOptions.Default, CancellationToken.None);

    private IMachineTarget OpenTarget(string name) => Path.GetExtension(name) switch
    {
        ".xva" => new XvaTarget(_folder[name], XvaOptions.Default, WriteOptions.Default),
        ".ova" => new OvaTarget(_folder[name], OvfDialect.Xen, WriteOptions.Default),
        ".ovf" => new OvfTarget(_folder[name], OvfDialect.Xen, WriteOptions.Default),
        ".vhd" => new DiskImageTarget(_folder[name], DiskImageFormat.Vhd, WriteOptions.Default),
        ".qcow2" => new DiskImageTarget(_folder[name], DiskImageFormat.Qcow2, WriteOptions.Default),
        ".vmdk" => new DiskImageTarget(_folder[name], DiskImageFormat.Vmdk, WriteOptions.Default),
        _ => new DiskImageTarget(_folder[name], DiskImageFormat.Raw, WriteOptions.Default),
    };

    /// <summary>Flips the byte of the guest at <see cref="Damaged"/>, wherever a file that is not committed holds it.</summary>
    private void FlipByte()
    {
        byte[] around = _content[Damaged..(Damaged + 64)];
        foreach (string file in Uncommitted())
        {
            int at = File.ReadAllBytes(file).AsSpan().IndexOf(around);
            if (at >= 0)
            {
                Flip(file, at);
                return;
            }
        }

        Assert.Fail("no file holds the byte");
    }

    private void CutOff()
    {
        using FileStream file = File.Open(Uncommitted().Single(), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(file.Length / 2);
    }

    private static void Flip(string path, int at)
    {
        using FileStream file = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = at;
        int value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 1));
    }

    private IEnumerable<string> Uncommitted() => Directory.GetFiles(_folder.Path, "*.partial", SearchOption.AllDirectories).Order();

    private void AssertNothingKept(ConversionReport report)
    {
        Assert.False(report.IsDone);
        Assert.Empty(report.Files);
        Assert.Equal([_folder["disk.raw"]], Directory.GetFiles(_folder.Path, "*", new EnumerationOptions { AttributesToSkip = 0 }));
    }
}
