using Appliance.Converter.Converting;
using Appliance.Converter.Sources;
using Appliance.Converter.Tests.Sources.Http;
using Appliance.Converter.Tests.Sources.Http.Servers;
using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.Images;
using Appliance.Formats.Machines;
using Appliance.Testing;
using Xunit;

namespace Appliance.Converter.Tests.Sources;

/// <summary>Images of a web server whose connections break, read in whatever way suits them.</summary>
public sealed class SourceOpenerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Fetch _fetch = new();
    private readonly List<string> _warnings = [];
    private readonly byte[] _content = TestDisk.Mixed(24 << 20);

    public void Dispose() => _folder.Dispose();

    [NeedsToolTheory("qemu-img")]
    [InlineData("disk.vmdk", "vmdk", "subformat=streamOptimized")]
    [InlineData("disk.vmdk", "vmdk", "subformat=monolithicSparse")]
    [InlineData("disk.vhd", "vpc", "subformat=dynamic,force_size=on")]
    [InlineData("disk.vhd", "vpc", "subformat=fixed,force_size=on")]
    [InlineData("disk.qcow2", "qcow2", "cluster_size=65536")]
    [InlineData("disk.img", "raw", "size=25165824")]
    public async Task OpenAsync_ToBeReadOnce_ConvertsWithoutATemporaryCopy(string name, string format, string option)
    {
        await using Kestrel server = await ServeAsync(format, option);
        await using var relay = Cut(server);

        await using IMachineSource source = await OpenAsync(relay, name, SourceAccess.Once);
        await using var target = new DiskImageTarget(_folder["out.raw"], DiskImageFormat.Raw, WriteOptions.Default);
        await Conversion.RunAsync(source, target, new ConversionOptions(), CancellationToken.None);

        byte[] written = await File.ReadAllBytesAsync(_folder["out.raw"]);
        DiskAssert.Same(_content, written);
        Assert.DoesNotContain(_warnings, warning => warning.Contains("saved", StringComparison.Ordinal));
    }

    [NeedsToolTheory("qemu-img")]
    [InlineData("disk.vmdk", "vmdk", "subformat=streamOptimized")]
    [InlineData("disk.vhd", "vpc", "subformat=fixed,force_size=on")]
    [InlineData("disk.qcow2", "qcow2", "cluster_size=65536")]
    public async Task OpenAsync_ToBeReadAtRandom_ReadsInPlace(string name, string format, string option)
    {
        await using Kestrel server = await ServeAsync(format, option);
        await using var relay = Cut(server);

        await using IMachineSource source = await OpenAsync(relay, name, SourceAccess.AtRandom);
        await using Disk disk = await source.OpenDiskAsync(source.Group.Disks.Single(), CancellationToken.None);

        var read = new byte[disk.Length];
        await disk.ReadAsync(0, read, CancellationToken.None);
        DiskAssert.Same(_content, read);
        Assert.DoesNotContain(_warnings, warning => warning.Contains("saved", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-", false)]
    [InlineData("http://host/web01.ova", false)]
    [InlineData("https://host/web01.ova", false)]
    [InlineData("web01.ova", true)]
    [InlineData("./-", true)]
    public void IsPath_Location_TellsFilesFromTheRest(string location, bool isPath)
        => Assert.Equal(isPath, SourceOpener.IsPath(location));

    private static CuttingRelay Cut(Kestrel server)
    {
        var cuts = new Random(3);
        return new CuttingRelay(server.Address.Port, () => cuts.Next(200_000, 6 << 20));
    }

    private async Task<Kestrel> ServeAsync(string format, string option)
    {
        Tool.Run("qemu-img", "convert", "-f", "raw", "-O", format, "-o", option, _folder.Write("disk.raw", _content), _folder["image"]);
        return await Kestrel.StartAsync(await File.ReadAllBytesAsync(_folder["image"]));
    }

    private ValueTask<IMachineSource> OpenAsync(CuttingRelay relay, string name, SourceAccess access)
    {
        var opener = new SourceOpener(new ReadOptions { Warn = _warnings.Add }, _fetch.Options);
        return opener.OpenAsync($"http://127.0.0.1:{relay.Port}/{name}", SourceOptions.Default, access, CancellationToken.None);
    }
}
