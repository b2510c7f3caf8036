using System.Collections.Concurrent;
using Appliance.Formats.Machines;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Power;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Power;

public sealed class GroupOrderTests : IDisposable
{
    private readonly HostFolder _host = new();
    private readonly ConcurrentQueue<string> _done = new();

    private GroupOrder Order => new(_host.Context);

    [Fact]
    public async Task Machines_StartInTheirOrder_AndStopInReverse()
    {
        MachineRecord[] members = [Member("c", 3), Member("a", 1), Member("b", 2)];
        await Order.StartAsync(members, NoteAsync, default);
        Assert.True(await Order.StopAsync(members, async name => { await NoteAsync(name); return true; }, default));
        Assert.Equal(["a", "b", "c", "c", "b", "a"], _done);
    }

    [Fact]
    public async Task MachinesOfOneOrder_StartSideBySide()
    {
        // Neither comes to its end before the other one has begun.
        Dictionary<string, TaskCompletionSource> begun = new() { ["a"] = new(), ["b"] = new() };
        await Order.StartAsync([Member("a", 1), Member("b", 1)], MeetAsync, default).WaitAsync(TimeSpan.FromMinutes(1));

        async Task MeetAsync(string name)
        {
            begun[name].SetResult();
            await Task.WhenAll(begun.Values.Select(source => source.Task));
        }
    }

    [Fact]
    public async Task AllThatDoNotStart_AreTold_AndALaterOrderIsNotTried()
    {
        HostException refused = await Assert.ThrowsAsync<HostException>(
            () => Order.StartAsync([Member("b", 1), Member("a", 1), Member("c", 2)], RefuseAsync, default));
        Assert.Equal("xen1: a is busy; b is busy", refused.Message);
    }

    [Fact]
    public async Task OneThatDoesNotStop_KeepsNoOtherFromIt()
    {
        HostException refused = await Assert.ThrowsAsync<HostException>(() => Order.StopAsync([Member("a", 1), Member("b", 2)], StopAsync, default));
        Assert.Equal("xen1: b is busy", refused.Message);
        Assert.Equal(["a"], _done);

        async Task<bool> StopAsync(string name)
        {
            await (name == "b" ? RefuseAsync(name) : NoteAsync(name));
            return true;
        }
    }

    [Fact]
    public async Task OneThatWasStoppedByForce_IsTold()
        => Assert.False(await Order.StopAsync([Member("a", 1), Member("b", 1)], name => Task.FromResult(name == "a"), default));

    [Fact]
    public async Task OneThatDoesNotStartWithItsGroup_IsLeftOut()
    {
        await Order.StartAsync([Member("a", 1) with { Start = new StartRule { Starts = false } }, Member("b", 1)], NoteAsync, default);
        Assert.Equal(["b"], _done);
    }

    [Fact]
    public async Task TwoDomainsOfOneMachine_AreNoErrorForAMoment()
    {
        MachineRecord web = await _host.AddAsync("web") with { Group = "shop" };
        await _host.Context.Records.WriteAsync(web, default);
        _host.List($"(null) 3 0 1 --psrd 2.5 {web.Uuid} - -", $"web 4 192 1 -b---- 1.5 {web.Uuid} - -");

        Assert.Empty((await Order.FindAsync("shop", MachineState.Running, default))!);
        Assert.Equal(["web"], (await Order.FindAsync("shop", MachineState.Stopped, default))!.Select(member => member.Name));
    }

    public void Dispose() => _host.Dispose();

    private static MachineRecord Member(string name, int order) => new() { Name = name, Uuid = Guid.NewGuid(), Start = new StartRule { Order = order } };

    private static Task RefuseAsync(string name) => throw new HostException("xen1", $"{name} is busy");

    private Task NoteAsync(string name)
    {
        _done.Enqueue(name);
        return Task.CompletedTask;
    }
}
