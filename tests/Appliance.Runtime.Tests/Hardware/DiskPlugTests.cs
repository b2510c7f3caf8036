using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Hardware;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Hardware;

/// <summary>What happens when a guest or a host does not do what is asked, with an xl that is a script.</summary>
public sealed class DiskPlugTests : IDisposable
{
    private const string Listed = "echo 51728 0 1 4 11 554 path";

    private static readonly DiskRecord Disk = new() { Vdev = "xvdb", Pool = "default", Path = "/disks/x b.raw" };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task ADiskThatTheGuestKeeps_IsStillThere()
    {
        DiskPlug plug = Plug(("block-detach", "exit 1"), ("block-list", Listed));
        HostException kept = await Assert.ThrowsAsync<HostException>(() => plug.DetachAsync("xvdb", default));
        Assert.Contains("has not let xvdb go", kept.Message);
    }

    [Fact]
    public async Task ADiskThatIsGoneAfterAll_IsDetached()
    {
        await Plug(("block-detach", "exit 1"), ("block-list", "true")).DetachAsync("xvdb", default);
    }

    [Fact]
    public async Task ADiskThatTheHostRefuses_CanBeTakenOutAgain()
    {
        DiskPlug plug = Plug(("block-attach", "echo unable to add device >&2; exit 1"), ("block-detach", "true"), ("block-list", "true"));
        HostException refused = await Assert.ThrowsAsync<HostException>(() => plug.AttachAsync(Disk with { Path = "/disks/b.raw" }, default));
        Assert.Contains("unable to add device", refused.Message);
        Assert.True(await plug.TryDetachAsync("xvdb"));
        Assert.Equal(
            ["block-attach 7 format=raw, vdev=xvdb, access=rw, target=/disks/b.raw", "block-detach 7 xvdb"], await File.ReadAllLinesAsync(_folder["log"]));
    }

    [Fact]
    public async Task APathThatXlWouldMisread_IsRefusedBeforeAnythingIsDone()
    {
        await Assert.ThrowsAsync<FormatException>(() => Plug(("block-detach", "true")).AttachAsync(Disk, default));
    }

    public void Dispose() => _folder.Dispose();

    private DiskPlug Plug(params (string Verb, string Script)[] verbs)
    {
        string cases = string.Concat(verbs.Select(verb => $"{verb.Verb}) {verb.Script};;\n"));
        File.WriteAllText(_folder["xl"], $"#!/bin/sh\n[ \"$1\" = block-list ] || echo \"$*\" >> '{_folder["log"]}'\ncase $1 in\n{cases}esac\n");
        Tool.Run("chmod", "+x", _folder["xl"]);
        return new DiskPlug(new PathShell(_folder.Path), 7);
    }
}
