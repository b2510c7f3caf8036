using System.Net;
using System.Net.Sockets;
using Appliance.Builder.Building;
using Appliance.Builder.Templates;
using Appliance.Builder.Tests.Templates;
using Xunit;

namespace Appliance.Builder.Tests.Bases;

/// <summary>A Debian base that cannot be had is told with its place in the template, before anything is made.</summary>
public sealed class MirrorCheckTests : IDisposable
{
    private readonly TemplateBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("{0}/debian", "/debian/dists/bookworm/InRelease")]
    [InlineData("{0}/debian/", "/debian/dists/bookworm/Release")]
    [InlineData("deb {0}/debian bookworm main", "/debian/dists/bookworm/InRelease")]
    [InlineData("deb [trusted=yes arch=amd64] {0}/debian bookworm-updates main contrib", "/debian/dists/bookworm-updates/InRelease")]
    [InlineData("deb {0}/flat ./", "/flat/./InRelease", "/flat/InRelease")]
    public async Task Check_MirrorThatHasTheSuite_IsTaken(string mirror, params string[] files)
    {
        using var there = new Mirror(files);
        await CheckAsync(string.Format(null, mirror, there.Url));
    }

    [Theory]
    [InlineData("{0}/debian", "bookworm")]
    [InlineData("deb {0}/debian sid main", "sid")]
    public async Task Check_MirrorWithoutTheSuite_TellsWhere(string mirror, string suite)
    {
        using var there = new Mirror("/debian/dists/trixie/InRelease");
        var error = await Assert.ThrowsAsync<TemplateException>(() => CheckAsync(string.Format(null, mirror, there.Url)));
        Assert.Equal($"template.yaml:6:13: the suite {suite} of the mirror {there.Url}/debian is not there", error.Message);
    }

    [Fact]
    public async Task Check_PortWhereNobodyListens_TellsWhere_AndMakesNothing()
    {
        string url = $"http://127.0.0.1:{Mirror.FreePort()}/debian";
        var error = await Assert.ThrowsAsync<TemplateException>(() => BuildOf(url).RunAsync(default));
        Assert.StartsWith($"template.yaml:6:13: the mirror {url} cannot be reached: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(["root.tar", "template.yaml"], Directory.GetFileSystemEntries(_bench.Folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Check_HostThatIsNot_TellsSo_WithoutThePassword()
    {
        var error = await Assert.ThrowsAsync<TemplateException>(() => CheckAsync("http://me:secret@mirror.invalid/debian"));
        Assert.StartsWith("template.yaml:6:13: the mirror http://mirror.invalid/debian cannot be reached: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(503)]
    public async Task Check_MirrorThatAnswersOtherwise_IsLeftToApt(int status)
    {
        using var there = new Mirror("/debian/dists/bookworm/InRelease") { Status = status };
        await CheckAsync($"{there.Url}/debian");
    }

    [Fact]
    public async Task Check_MirrorWhoseCertificateNobodyKnows_IsLeftToApt()
    {
        using var noTls = new TcpListener(IPAddress.Loopback, 0);
        noTls.Start();
        Task answer = Task.Run(async () =>
        {
            using TcpClient client = await noTls.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("no certificate at all\n"u8.ToArray());
        });
        await CheckAsync($"https://{noTls.LocalEndpoint}/debian");
        await answer;
    }

    [Fact]
    public async Task Check_MirrorInAFolder_IsLookedFor()
    {
        Directory.CreateDirectory(_bench.Folder["mirror/dists/bookworm"]);
        await CheckAsync($"copy://{_bench.Folder["mirror"]}");
        await CheckAsync($"deb [trusted=yes] file:{_bench.Folder["mirror"]} bookworm main");
        Directory.CreateDirectory(_bench.Folder["my mirror/dists/bookworm"]);
        await CheckAsync($"file://{_bench.Folder["my%20mirror"]}");
        var error = await Assert.ThrowsAsync<TemplateException>(() => CheckAsync($"file://{_bench.Folder["other"]}"));
        Assert.Equal($"template.yaml:6:13: the suite bookworm of the mirror file://{_bench.Folder["other"]} is not there", error.Message);
    }

    [Fact]
    public async Task Check_BaseThatIsKept_IsNotAskedFor()
    {
        ApplianceBuild build = BuildOf($"http://127.0.0.1:{Mirror.FreePort()}/debian");
        Directory.CreateDirectory(_bench.Folder["cache"]);
        var debian = (Builder.Templates.Parts.DebianBase)_bench.Read(File.ReadAllText(_bench.Folder["template.yaml"])).Machines[0].Base;
        File.WriteAllText(_bench.Folder[$"cache/bookworm-{Builder.Bases.BaseArchive.KeyOf(debian, [], 1_700_000_000)}.tar"], "");
        await build.CheckAsync(default);
    }

    private Task CheckAsync(string mirror) => BuildOf(mirror).CheckAsync(default);

    private ApplianceBuild BuildOf(string mirror) => new(
        _bench.Read($"appliance: 1\nname: web\nbase:\n  debian:\n    suite: bookworm\n    mirror: \"{mirror}\"\ndisk:\n  size: 64MiB\n"),
        new BuildOptions { CacheFolder = _bench.Folder["cache"], WorkFolder = _bench.Folder["work"], Timestamp = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000) });
}
