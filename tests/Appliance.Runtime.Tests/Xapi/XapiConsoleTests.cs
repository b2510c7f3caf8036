using System.Text;
using System.Text.Json.Nodes;
using Appliance.Runtime.Shell;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Consoles of machines in a pool.</summary>
public sealed class XapiConsoleTests
{
    [Fact]
    public async Task Open_ConnectsBothWays()
    {
        await using XapiPoolBench bench = await OpenAsync();
        Guest(bench, EchoAsync);
        await using IShellProcess console = await bench.Host.OpenConsoleAsync("web01", default);
        await console.Input.WriteAsync("root\r"u8.ToArray());
        byte[] printed = new byte["login: root\r".Length];
        await console.Output.ReadExactlyAsync(printed);
        Assert.Equal("login: root\r", Encoding.ASCII.GetString(printed));
    }

    [Fact]
    public async Task Open_ShowsTheSessionInNoUrl()
    {
        await using XapiPoolBench bench = await OpenAsync();
        Guest(bench, _ => Task.CompletedTask);
        await (await bench.Host.OpenConsoleAsync("web01", default)).DisposeAsync();
        Assert.Equal(["ref"], Assert.Single(bench.State.ConsoleRequests));
    }

    [Fact]
    public async Task Wait_GuestGoesDown_EndsWell()
    {
        await using XapiPoolBench bench = await OpenAsync();
        Guest(bench, stream => stream.WriteAsync("halted"u8.ToArray()).AsTask());
        await using IShellProcess console = await bench.Host.OpenConsoleAsync("web01", default);
        Assert.Equal(0, (await console.WaitAsync(default)).ExitCode);
    }

    [Fact]
    public async Task Open_OfAMemberOfThePool_AsksItWhereItIs()
    {
        await using XapiPoolBench bench = await OpenAsync(location: "https://localhost/console?uuid=1");
        Guest(bench, EchoAsync);
        await using IShellProcess console = await bench.Host.OpenConsoleAsync("web01", default);
        byte[] printed = new byte[1];
        await console.Output.ReadExactlyAsync(printed);
        Assert.Equal((byte)'l', printed[0]);
    }

    [Theory]
    [InlineData("none", "its serial line is none; it has one after xe vm-param-set uuid=")]
    [InlineData("pty", "only a screen: XenCenter and Xen Orchestra show that")]
    public async Task Open_OfAMachineThatHasOnlyAScreen_SaysWhatToDo(string serial, string message)
    {
        await using XapiPoolBench bench = await OpenAsync(protocol: "rfb");
        bench.Machine("web01")["platform"]!["hvm_serial"] = serial;
        HostException screen = await Assert.ThrowsAsync<HostException>(() => bench.Host.OpenConsoleAsync("web01", default));
        Assert.StartsWith("pool1: web01 has no text console", screen.Message, StringComparison.Ordinal);
        Assert.Contains(message, screen.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Halted", "web01 is stopped: start it first")]
    [InlineData("Suspended", "web01 is suspended: start it first")]
    [InlineData("Paused", "web01 is paused, and a pool opens consoles of what runs: resume it first")]
    public async Task Open_OfWhatDoesNotRun_IsRefused(string power, string message)
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.Machine("web01")["power_state"] = power;
        HostException stopped = await Assert.ThrowsAsync<HostException>(() => bench.Host.OpenConsoleAsync("web01", default));
        Assert.Equal($"pool1: {message}", stopped.Message);
        Assert.Empty(bench.State.ConsoleRequests);
    }

    [Fact]
    public async Task Open_OfAControlDomain_IsRefused()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.State.Add("VM", new JsonObject { ["name_label"] = "Control domain", ["is_control_domain"] = true });
        HostException control = await Assert.ThrowsAsync<HostException>(() => bench.Host.OpenConsoleAsync("Control domain", default));
        Assert.Contains("log in to the host itself, by ssh", control.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OfAMachineThatIsNotThere_NamesList()
    {
        await using XapiPoolBench bench = await OpenAsync();
        HostException missing = await Assert.ThrowsAsync<HostException>(() => bench.Host.OpenConsoleAsync("web02", default));
        Assert.Contains("has no machine web02", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OfATakenConsole_SaysSo()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.State.AreConsolesTaken = true;
        HostException taken = await Assert.ThrowsAsync<HostException>(() => bench.Host.OpenConsoleAsync("web01", default));
        Assert.Contains("somebody else has it", taken.Message, StringComparison.Ordinal);
    }

    private static async Task<XapiPoolBench> OpenAsync(string protocol = "vt100", string location = "https://127.0.0.1/console?uuid=1")
    {
        XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        string vm = bench.State.Add("VM", new JsonObject { ["name_label"] = "web01", ["power_state"] = "Running" });
        bench.State.Add("console", new JsonObject { ["VM"] = vm, ["protocol"] = "rfb", ["location"] = location });
        bench.State.Add("console", new JsonObject { ["VM"] = vm, ["protocol"] = protocol, ["location"] = location });
        return bench;
    }

    private static void Guest(XapiPoolBench bench, Func<Stream, Task> guest)
        => bench.State.Guests[bench.State.Database.All("VM").Single(vm => vm.Value["name_label"]!.ToString() == "web01").Key] = guest;

    private static async Task EchoAsync(Stream stream)
    {
        await stream.WriteAsync("login: "u8.ToArray());
        await stream.CopyToAsync(stream);
    }
}
