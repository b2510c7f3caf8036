using System.Text.Json.Nodes;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Testing;
using Appliance.Testing.XapiHost.State;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>vApps of a pool.</summary>
public sealed class XapiGroupTests
{
    private static readonly byte[] Rows = TestDisk.Mixed(2 << 20), Pages = TestDisk.RandomBytes(3 << 20, seed: 7);

    [Fact]
    public async Task Start_OneThatDoesNotStartWithTheGroup_StaysDown()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await bench.Host.Power.StartAsync("shop", isPaused: false, default);
        Assert.Equal(["db Running", "job Stopped", "web Running"], await StatesAsync(bench));
    }

    [Fact]
    public async Task Start_OneIsLeftOut_TheOthersStartInTheirOrder()
    {
        await using XapiPoolBench bench = await OpenAsync();
        var powers = new List<string>();
        bench.State.Calling = method => powers.AddRange(method == "Async.VM.start" ? [$"{bench.Machine("db")["power_state"]}"] : Array.Empty<string>());
        await bench.Host.Power.StartAsync("shop", isPaused: false, default);
        Assert.Equal(["Halted", "Running"], powers);
    }

    [Fact]
    public async Task Start_AllStartWithTheGroup_IsLeftToThePool()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.Machine("job")["other_config"]!.AsObject().Remove("appliance_start");
        await bench.Host.Power.StartAsync("shop", isPaused: false, default);
        Assert.Contains("Async.VM_appliance.start", bench.State.Called);
        Assert.Equal(["db Running", "job Running", "web Running"], await StatesAsync(bench));
    }

    [Fact]
    public async Task Start_NothingIsLeftToStart_SaysSo()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await bench.Host.Power.StartAsync("shop", isPaused: false, default);
        HostException none = await Assert.ThrowsAsync<HostException>(() => bench.Host.Power.StartAsync("shop", isPaused: false, default));
        Assert.Contains("shop has no machine to start", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OneFails_NamesIt_AndTriesNoLaterOnes()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.State.Calling = method => Refuse(method);
        HostException failed = await Assert.ThrowsAnyAsync<HostException>(() => bench.Host.Power.StartAsync("shop", isPaused: false, default));
        Assert.StartsWith("pool1: db does not start: ", failed.Message, StringComparison.Ordinal);
        Assert.Equal(["db Stopped", "job Stopped", "web Stopped"], await StatesAsync(bench));

        static void Refuse(string method)
        {
            if (method == "Async.VM.start")
            {
                throw new XapiFailure("NO_HOSTS_AVAILABLE");
            }
        }
    }

    [Fact]
    public async Task Start_NameOfAMachineAndAGroup_WantsAUuid()
    {
        await using XapiPoolBench bench = await OpenAsync();
        (string key, JsonObject group) = bench.State.Database.All("VM_appliance").Single();
        group["name_label"] = "web";
        HostException both = await Assert.ThrowsAsync<HostException>(() => bench.Host.Power.StartAsync("web", isPaused: false, default));
        Assert.Contains("has a machine and a vApp called web; name the machine by its UUID", both.Message, StringComparison.Ordinal);
        await bench.Host.Power.StartAsync(bench.State.Database.Get("VM_appliance", key)["uuid"]!.ToString(), isPaused: false, default);
        Assert.Equal(["db Running", "job Stopped", "web Running"], await StatesAsync(bench));
    }

    [Fact]
    public async Task Export_HasAllMachinesInTheirOrder_WithTheirBytes()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await using (IMachineSource source = await bench.Host.OpenSourceAsync("shop", default))
        {
            Assert.Equal(("shop", "db, web, job"), (source.Group.Name, string.Join(", ", source.Group.Machines.Select(machine => machine.Name))));
            Assert.Equal(2, source.Group.Disks.Select(disk => disk.Id).Distinct().Count());
            await HoldsAsync(Rows, source, 0);
            await HoldsAsync(Pages, source, 1);
            await source.VerifyAsync(default);
        }

        Assert.Empty(bench.All("task"));
    }

    [Fact]
    public async Task Export_KeepsWhenTheyStart()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await using IMachineSource source = await bench.Host.OpenSourceAsync("shop", default);
        Assert.Equal([(1, 5, true), (2, 0, true), (3, 0, false)], source.Group.Machines.Select(machine => (machine.Start.Order, (int)machine.Start.StartDelay.TotalSeconds, machine.Start.Starts)));
    }

    [Fact]
    public async Task Export_OneRuns_IsRefused_AndLeavesNoTask()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.Machine("web")["power_state"] = "Running";
        HostException running = await Assert.ThrowsAsync<HostException>(() => bench.Host.OpenSourceAsync("shop", default));
        Assert.Contains("web is running: stop or suspend it first", running.Message, StringComparison.Ordinal);
        Assert.Empty(bench.All("task"));
    }

    private static async Task<XapiPoolBench> OpenAsync()
    {
        XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        Machine[] machines =
        [
            new Machine { Id = "db", Name = "db", Start = new StartRule { Order = 1, StartDelay = TimeSpan.FromSeconds(5) }, Disks = [DiskOf("rows", Rows)] },
            new Machine { Id = "web", Name = "web", Start = new StartRule { Order = 2 }, Disks = [DiskOf("pages", Pages)] },
            new Machine { Id = "job", Name = "job", Start = new StartRule { Order = 3, Starts = false } },
        ];
        var disks = new Dictionary<string, Disk> { ["rows"] = new TestDisk(Rows), ["pages"] = new TestDisk(Pages) };
        await bench.ImportAsync(new MemorySource(new MachineGroup { Name = "shop", Machines = machines }, disks));
        return bench;
    }

    private static MachineDisk DiskOf(string name, byte[] content) => new() { Id = name, Name = name, Capacity = content.Length };

    private static async Task HoldsAsync(byte[] content, IMachineSource source, int machine)
    {
        await using Disk disk = await source.OpenDiskAsync(Assert.Single(source.Group.Machines[machine].Disks), default);
        await DiskAssert.HoldsAsync(content, disk);
    }

    private static async Task<IEnumerable<string>> StatesAsync(XapiPoolBench bench)
        => (await bench.Host.ListAsync(default)).Select(machine => $"{machine.Record.Name} {machine.State}");
}
