using Appliance.Runtime.Federation;
using Xunit;

namespace Appliance.Runtime.Tests.Federation;

public sealed class FleetTests
{
    private readonly StubFleet _hosts = new();

    [Fact]
    public async Task Ask_OneThatDoesNotAnswer_KeepsNoOtherFromIt()
    {
        _hosts.Add("xen1").Silence = "is out of reach";
        StubHost other = _hosts.Add("xen2");
        IReadOnlyList<HostAnswer<string>> answers = await _hosts.Fleet.AskAsync((_, host, _) => Task.FromResult(host.Name), default);
        Assert.Equal([(null, "xen1: is out of reach"), ("xen2", null)], answers.Select(answer => (answer.Value, answer.Problem?.Message)));
        Assert.True(other.IsDisposed);
    }

    [Fact]
    public async Task Ask_SeveralHosts_AreAskedSideBySide()
    {
        _hosts.Add("xen1");
        _hosts.Add("xen2");
        var first = new TaskCompletionSource();

        // The first waits for what the second one says.
        await _hosts.Fleet.AskAsync(
            async (entry, _, cancel) =>
            {
                if (entry.Name == "xen1")
                {
                    await first.Task.WaitAsync(cancel);
                }
                else
                {
                    first.SetResult();
                }

                return true;
            },
            default).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Ask_AFileThatCannotBeRead_IsToldWithTheHost()
    {
        _hosts.Add("xen1");
        HostAnswer<bool> answer = Assert.Single(await _hosts.Fleet.AskAsync<bool>((_, _, _) => throw new IOException("no such file"), default));
        Assert.Equal("xen1: no such file", answer.Problem?.Message);
    }
}
