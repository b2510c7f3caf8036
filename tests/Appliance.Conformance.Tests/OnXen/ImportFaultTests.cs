using System.Diagnostics;
using System.Security.Cryptography;
using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Conformance.Tests.OnXen;

/// <summary>Whatever stops an import, nothing half-made stays, and the second attempt works.</summary>
[Trait("Category", "Slow")]
[Collection(XenHostCollection.Name)]
public sealed class ImportFaultTests(SharedHost xen) : SharedHostTests(xen)
{
    [NeedsXenHostFact]
    public async Task Import_OfOneNameTwiceAtOnce_WorksOnce()
    {
        string[] arguments = ["import", Xen.Tiny("mbr"), "--name", "twin", "--no-network-cards", "--guest", "keep"];
        (int ExitCode, string Output, string Error)[] ends = await Task.WhenAll(Xen.RunAsync(arguments), Xen.RunAsync(arguments));
        Assert.Equal([0, 4], ends.Select(end => end.ExitCode).Order());
        Assert.Contains("twin already", ends.Single(end => end.ExitCode == 4).Error, StringComparison.Ordinal);

        (int code, _, string error) = await Xen.RunAsync(arguments);
        Assert.Equal(4, code);
        Assert.Contains("has a machine twin already; import this one under another name with --name", error, StringComparison.Ordinal);
        await Xen.SucceedAsync("remove", "twin", "--yes");
        await Xen.AssertNothingOfAsync("twin");
    }

    [NeedsXenHostFact]
    public async Task Import_InterruptedInTheMiddle_LeavesNothing_AndWorksTheSecondTime()
    {
        using Process import = await Xen.StartAsync("import", Noise(), "--name", "cut01", "--pool", "thick", "--guest", "keep", "--quiet");
        await UploadAsync(import, $"lvs --noheadings -o lv_name appliance | grep appliance.cut01 && [ $(od -A n -N 4096 -t x1 /dev/appliance/appliance.cut01.hda | tr -d ' 0\\n*' | wc -c) -gt 0 ]");
        Tool.Run("kill", "-INT", $"{import.Id}");
        (int code, _, string error) = await SharedHost.EndAsync(import);
        Assert.Equal((130, "appliance: cancelled; nothing was left behind\n"), (code, error));
        await Xen.AssertNothingOfAsync("cut01");

        await Xen.SucceedAsync("import", Noise(), "--name", "cut01", "--pool", "thick", "--guest", "keep", "--quiet");
        string digest = await (await Xen.HostAsync).RunAsync("sha256sum < /dev/appliance/appliance.cut01.hda");
        Assert.StartsWith(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Noise()))), digest, StringComparison.Ordinal);
        await Xen.SucceedAsync("remove", "cut01", "--yes");
        await Xen.AssertNothingOfAsync("cut01");
    }

    [NeedsXenHostFact]
    public async Task Import_InterruptedWhenever_LeavesNothingOrAWholeMachine()
    {
        string[] arguments = ["import", Xen.Tiny("mbr"), "--name", "cut04", "--no-network-cards", "--guest", "keep", "--start", "--quiet"];
        int interrupted = 0;
        for (int ms = 400; ms <= 6400; ms += 1000)
        {
            using Process import = await Xen.StartAsync(arguments);
            await Task.Delay(ms);
            Tool.TryRun("kill", "-INT", $"{import.Id}");
            (int code, _, string error) = await SharedHost.EndAsync(import);
            Assert.True(code is 0 or 130, $"after {ms} ms it exited {code}: {error}");
            interrupted += code == 130 ? 1 : 0;
            if ((await Xen.RunAsync("show", "cut04")).ExitCode == 0)
            {
                await Xen.RunAsync("stop", "cut04", "--force");
                await Xen.SucceedAsync("remove", "cut04", "--yes");
            }

            await Xen.AssertNothingOfAsync("cut04");
        }

        Assert.True(interrupted > 0, "none was interrupted");
    }

    [NeedsXenHostFact]
    public async Task Import_WithTheConnectionCut_LeavesNothing()
    {
        XenHost host = await Xen.HostAsync;
        HashSet<string> before = await ConnectionsAsync(host);
        using Process import = await Xen.StartAsync("import", Noise(), "--name", "cut02", "--guest", "keep", "--quiet");
        await UploadAsync(import, Written("cut02"));
        await host.RunAsync($"kill -9 {string.Join(' ', (await ConnectionsAsync(host)).Except(before))}");
        (int code, _, string error) = await SharedHost.EndAsync(import);
        Assert.True(code == 4, error);
        Assert.DoesNotContain("could not be removed", error, StringComparison.Ordinal);
        await Xen.AssertNothingOfAsync("cut02");
        await ImportAgainAsync("cut02");
    }

    [NeedsXenHostFact]
    public async Task Import_IntoTooLittleRoom_IsRefusedBeforeOrLeavesNothing()
    {
        await (await Xen.HostAsync).RunAsync("mkdir -p /srv/small && mount -t tmpfs -o size=16m tmpfs /srv/small");
        string[] arguments = ["--name", "full01", "--pool", "small", "--guest", "keep", "--quiet"];
        (int code, _, string error) = await Xen.RunAsync(["import", Noise(), .. arguments]);
        Assert.Equal(4, code);
        Assert.Contains("make room, or name another pool", error, StringComparison.Ordinal);

        // What comes by tells only at its end how much it is.
        Command.Succeed("convert", Noise(), Xen["noise.ova"], "--to", "vmware-ova", "--force");
        using Process import = await Xen.StartAsync(["import", "-", .. arguments]);
        await using (FileStream noise = File.OpenRead(Xen["noise.ova"]))
        {
            await FeedAsync(noise, import.StandardInput.BaseStream);
        }

        (code, _, error) = await SharedHost.EndAsync(import);
        Assert.True(code == 4, error);
        Assert.Contains("No space left on device", error, StringComparison.Ordinal);
        await Xen.AssertNothingOfAsync("full01");
        Assert.Equal("", await (await Xen.HostAsync).RunAsync("ls /srv/small && umount /srv/small"));
        await ImportAgainAsync("full01");
    }

    [NeedsXenHostFact]
    public async Task Import_WithTheHostGone_IsCleanedByRepair()
    {
        XenHost host = await Xen.HostAsync;
        using Process import = await Xen.StartAsync("import", Noise(), "--name", "cut03", "--guest", "keep");
        await UploadAsync(import, $"{Written("cut03")} && sync");
        await host.KillAsync();
        (int code, _, string error) = await SharedHost.EndAsync(import);
        await host.StartAgainAsync();
        Assert.True(code == 4, error);
        Assert.Contains("what there is of cut03 could not be removed from xen1", error, StringComparison.Ordinal);
        Assert.Contains("import cut03: was cut off", (await Xen.RunAsync("host", "check", "xen1")).Output, StringComparison.Ordinal);
        Assert.Contains("cut03", await Xen.SucceedAsync("host", "repair", "xen1"), StringComparison.Ordinal);
        await Xen.AssertNothingOfAsync("cut03");
        await ImportAgainAsync("cut03");
    }

    /// <summary>The second attempt works, and runs.</summary>
    private async Task ImportAgainAsync(string machine)
    {
        await Xen.SucceedAsync("import", Xen.Tiny("mbr"), "--name", machine, "--no-network-cards", "--guest", "keep", "--start", "--quiet");
        Assert.Contains($"{machine} ", await (await Xen.HostAsync).RunAsync("xl list"), StringComparison.Ordinal);
        await Xen.SucceedAsync("stop", machine, "--force");
        await Xen.SucceedAsync("remove", machine, "--yes");
        await Xen.AssertNothingOfAsync(machine);
    }

    /// <summary>A disk of 48 MiB that nothing makes smaller: some twenty seconds on the wire.</summary>
    private string Noise()
    {
        string path = Xen["noise.raw"];
        if (!File.Exists(path))
        {
            byte[] content = new byte[48 << 20];
            new Random(1).NextBytes(content);
            File.WriteAllBytes(path, content);
        }

        return path;
    }

    private static string Written(string machine) => $"[ $(du -k {SharedHost.Machines}/{machine}/hda.raw | cut -f 1) -gt 1024 ]";

    /// <summary>Waits until something is on the host, of an import that goes on.</summary>
    private async Task UploadAsync(Process import, string condition)
    {
        XenHost host = await Xen.HostAsync;
        for (int i = 0; (await host.TryRunAsync(condition)).ExitCode != 0; i++)
        {
            Assert.True(i < 200 && !import.HasExited, "the import ended, or did not begin");
            await Task.Delay(100);
        }

        Assert.False(import.HasExited, "the import was too quick");
    }

    private static async Task<HashSet<string>> ConnectionsAsync(XenHost host)
        => [.. (await host.RunAsync("pgrep -f '^sshd: root'")).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private static async Task FeedAsync(Stream content, Stream input)
    {
        try
        {
            await content.CopyToAsync(input);
            input.Close();
        }
        catch (IOException)
        {
            // It has stopped reading.
        }
    }
}
