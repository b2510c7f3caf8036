using System.Diagnostics;
using System.Text;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Conformance.Tests.OnXen;

/// <summary>Every verb of a machine's life by the command line, on a machine that came from a package; what it does is seen from inside the guest, from xenstore, or from xl.</summary>
[Trait("Category", "Slow")]
[Collection(XenHostCollection.Name)]
public sealed class LifeTests(SharedHost xen) : SharedHostTests(xen)
{
    private const string Name = "life";
    private const string Mac = "00:16:3e:00:00:47";

    // xenbus's number of a device that works.
    private const string Connected = "4";

    [NeedsXenHostFact]
    public async Task AnImportedMachine_GoesThroughItsWholeLife()
    {
        await Xen.SucceedAsync("import", Xen.Tiny("tiny"), "--name", Name, "--domain", "pvh", "--cpus", "2", "--network", "VM Network=xenbr0", "--guest", "keep", "--start");
        Assert.Contains("boots=1 cpus=2", await StateAsync(), StringComparison.Ordinal);
        await TalkAsync();
        await HoldAndResizeAsync();
        await PlugAsync();
        await SuspendAndRevertAsync();
        await RebootAndCloneAsync();
        await EndAsync();
    }

    private async Task TalkAsync()
    {
        using Process console = await Xen.StartOnTerminalAsync("console", Name);
        await SeeAsync(console, $"connected to {Name} on xen1; Ctrl-] leaves");
        await console.StandardInput.WriteAsync("\recho an\"\"swer $((6 * 7))\r");
        await console.StandardInput.FlushAsync();
        await SeeAsync(console, "answer 42");
        await console.StandardInput.WriteAsync('\u001d');
        await console.StandardInput.FlushAsync();
        Assert.Equal(0, (await SharedHost.EndAsync(console)).ExitCode);
    }

    private static async Task SeeAsync(Process console, string expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var seen = new StringBuilder();
        var next = new char[1];
        while (!seen.ToString().Contains(expected, StringComparison.Ordinal))
        {
            Assert.True(await console.StandardOutput.ReadAsync(next, limit.Token) == 1, $"the console has ended, after {seen}");
            seen.Append(next);
        }
    }

    private async Task HoldAndResizeAsync()
    {
        await Xen.SucceedAsync("pause", Name);
        Assert.Contains("p", (await DomainAsync())[4], StringComparison.Ordinal);
        await Xen.SucceedAsync("resume", Name);
        await Xen.SucceedAsync("resize", Name, "--cpus", "1", "--memory", "176M");
        Assert.Equal("offline", await ReadAsync("cpu/1/availability"));
        Assert.Contains("cpus=1", await StateAsync(), StringComparison.Ordinal);
        Assert.InRange(int.Parse((await DomainAsync())[2], null), 175, 177);
    }

    private async Task PlugAsync()
    {
        await Xen.SucceedAsync("attach", Name, "--new-disk", "8M");
        await SeeStateAsync(",xvdb:8388608 ");
        await Xen.SucceedAsync("attach", Name, "--network", "ovsbr0.5:10,20", "--mac", Mac);
        await SeeStateAsync($",eth1:{Mac}");
        Assert.Equal(Connected, await ReadAsync("device/vif/1/state"));
        Assert.Equal("[10, 20]", (await (await Xen.HostAsync).RunAsync($"ovs-vsctl get port vif{(await DomainAsync())[1]}.1 trunks")).Trim());
        await Xen.SucceedAsync("detach", Name, "--mac", Mac);
        await Xen.SucceedAsync("detach", Name, "--disk", "xvdb", "--yes");
        string said = await StateAsync();
        Assert.DoesNotContain("xvdb", said, StringComparison.Ordinal);
        Assert.DoesNotContain("eth1", said, StringComparison.Ordinal);
    }

    private async Task SuspendAndRevertAsync()
    {
        await Xen.SucceedAsync("suspend", Name);
        Assert.False(await IsListedAsync());
        await Xen.SucceedAsync("snapshot", Name, "before");
        await Xen.SucceedAsync("stop", Name, "--yes");
        await Xen.SucceedAsync("start", Name);
        Assert.Contains("boots=2", await StateAsync(), StringComparison.Ordinal);
        await Xen.SucceedAsync("stop", Name);
        Assert.False(await IsListedAsync());

        // The snapshot has the memory of the first boot, and the disk that belongs to it.
        await Xen.SucceedAsync("revert", Name, "before", "--yes");
        await Xen.SucceedAsync("resume", Name);
        Assert.Contains("boots=1", await StateAsync(), StringComparison.Ordinal);
    }

    private async Task RebootAndCloneAsync()
    {
        await Xen.SucceedAsync("reboot", Name);
        Assert.Contains("boots=2", await StateAsync(), StringComparison.Ordinal);
        await Xen.SucceedAsync("stop", Name, "--force");
        await Xen.SucceedAsync("clone", Name, "twin2");
        await Xen.SucceedAsync("start", "twin2");
        string said = await Xen.BootAsync("twin2", "pv");
        Assert.Contains("boots=3", said, StringComparison.Ordinal);
        Assert.DoesNotContain("00:50:56:ab:2c:1d", said, StringComparison.Ordinal);
        await Xen.SucceedAsync("stop", "twin2", "--force");
        await Xen.SucceedAsync("remove", "twin2", "--yes");
    }

    private async Task EndAsync()
    {
        XenHost host = await Xen.HostAsync;
        await Xen.SucceedAsync("set", Name, "--autostart", "yes");
        Assert.Equal($"{SharedHost.Machines}/{Name}/domain.cfg\n", await host.RunAsync("readlink /etc/xen/auto/*"));
        await Xen.SucceedAsync("export", Name, Xen["life.ova"], "--to", "vmware-ova", "--network", "*=VM Network");
        Assert.Contains("176 MiB", Command.Succeed("inspect", Xen["life.ova"]).Output, StringComparison.Ordinal);
        await Xen.SucceedAsync("remove", Name, "--yes");
        Assert.Equal("", await host.RunAsync("ls /etc/xen/auto"));
        await Xen.AssertNothingOfAsync(Name);
    }

    /// <summary>What the guest answers on its network card of itself, at this moment.</summary>
    private async Task<string> StateAsync()
        => await (await Xen.HostAsync).RunAsync(
            """
            ask() { exec 3<> /dev/tcp/192.168.77.29/80 && printf 'GET /cgi-bin/state HTTP/1.0\r\n\r\n' >&3 && timeout 5 cat <&3 | grep -a APPLIANCE-GUEST-UP; }
            n=0; until (ask) 2> /dev/null || [ "$n" -ge 300 ]; do sleep 1; n=$((n + 1)); done
            """);

    /// <summary>The guest's driver connects a device on its own time: xl does not wait for it.</summary>
    private async Task SeeStateAsync(string expected)
    {
        string said = await StateAsync();
        for (int tries = 0; tries < 30 && !said.Contains(expected, StringComparison.Ordinal); tries++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            said = await StateAsync();
        }

        Assert.Contains(expected, said, StringComparison.Ordinal);
    }

    private async Task<string> ReadAsync(string path)
        => (await (await Xen.HostAsync).RunAsync($"xenstore-read /local/domain/$(xl domid {Name})/{path}")).Trim();

    /// <summary>Its line in <c>xl list</c>: name, number, memory in MiB, processors, state, seconds.</summary>
    private async Task<string[]> DomainAsync()
        => (await (await Xen.HostAsync).RunAsync($"xl list {Name}")).Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private async Task<bool> IsListedAsync() => (await (await Xen.HostAsync).TryRunAsync($"xl list {Name}")).ExitCode == 0;
}
