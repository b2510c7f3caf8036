using Appliance.Runtime.Xl.Records;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Records;

public sealed class MachineLockTests : IDisposable
{
    private readonly HostFolder _host = new();

    [Fact]
    public async Task ALockThatIsHeld_TellsByWhomForWhatAndSinceWhen()
    {
        await _host.AddAsync("web");
        await using MachineLock held = await TakeAsync("start");

        HostException busy = await Assert.ThrowsAsync<HostException>(() => TakeAsync("stop"));

        Assert.Matches($@"^xen1: web is busy: start by \S+@\S+ since {DateTime.UtcNow:yyyy}-\d\d-\d\dT\d\d:\d\d:\d\dZ; wait until that is over$", busy.Message);
        StoredMachine seen = (await _host.Context.Records.FindAsync("web", default))!;
        Assert.StartsWith("start by ", seen.LockedBy, StringComparison.Ordinal);
        Assert.False(seen.HasStaleLock);
    }

    [Fact]
    public async Task ALockThatWasGivenBack_IsFree()
    {
        await _host.AddAsync("web");
        await (await TakeAsync("start")).DisposeAsync();
        Assert.False(Path.Exists(_host["web", "lock"]));
        await (await TakeAsync("stop")).DisposeAsync();
    }

    [Fact]
    public async Task ALockOfSomebodyWhoIsGone_IsTakenOver()
    {
        await _host.AddAsync("web");
        _host.LeaveLock("web");
        await using (await TakeAsync("stop"))
        {
            Assert.StartsWith("stop by ", (await _host.Context.Records.FindAsync("web", default))!.LockedBy, StringComparison.Ordinal);
        }

        Assert.Null(new FileInfo(_host["web", "lock"]).LinkTarget);
    }

    [Fact]
    public async Task OfManyWhoWantAStaleLock_OneGetsIt()
    {
        await _host.AddAsync("web");
        _host.LeaveLock("web");

        MachineLock?[] taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TryTakeAsync()));

        await Assert.Single(taken.OfType<MachineLock>()).DisposeAsync();
        Assert.Equal(["machine.json"], Directory.EnumerateFileSystemEntries(_host["web", ""]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task WhoeverIsGoneWhileTakingALockOver_KeepsNobodyFromIt()
    {
        await _host.AddAsync("web");
        _host.LeaveLock("web");
        string held = new FileInfo(_host["web", "lock"]).LinkTarget!;
        string key = string.Concat(held.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))[..Math.Min(held.Length, 80)];
        File.CreateSymbolicLink(_host["web", $"lock.{key}"], held);

        await (await TakeAsync("stop")).DisposeAsync();

        Assert.Equal(["machine.json"], Directory.EnumerateFileSystemEntries(_host["web", ""]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task ALockWhoseHolderIsGone_IsTakenAnew()
    {
        await _host.AddAsync("web");
        await using MachineLock held = await TakeAsync("start");
        _host.BreakLock("web");
        Assert.True(await held.RegainAsync(default));
        Assert.StartsWith("start by ", (await _host.Context.Records.FindAsync("web", default))!.LockedBy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALockThatSomebodyTookMeanwhile_IsNotTakenBack()
    {
        await _host.AddAsync("web");
        await using MachineLock held = await TakeAsync("start");
        _host.BreakLock("web");
        await using MachineLock other = await TakeAsync("stop");
        HostException busy = await Assert.ThrowsAsync<HostException>(() => held.RegainAsync(default));
        Assert.Contains("web is busy: stop by ", busy.Message, StringComparison.Ordinal);
        Assert.True(await other.RegainAsync(default));
    }

    [Fact]
    public async Task ALockOfAMachineThatIsGone_IsNotTakenAnew()
    {
        await _host.AddAsync("web");
        await using MachineLock held = await TakeAsync("start");
        _host.BreakLock("web");
        Directory.Delete(_host["web", ""], recursive: true);
        Assert.False(await held.RegainAsync(default));
    }

    [Fact]
    public async Task AMachineThatIsNotThere_CannotBeLocked()
    {
        HostException missing = await Assert.ThrowsAsync<HostException>(() => TakeAsync("stop"));
        Assert.Contains("there is no machine web", missing.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _host.Dispose();

    private Task<MachineLock> TakeAsync(string operation) => MachineLock.AcquireAsync(_host.Shell, _host.Context.Entry.Folder, "web", operation, default);

    private async Task<MachineLock?> TryTakeAsync()
    {
        try
        {
            return await TakeAsync("start");
        }
        catch (HostException e) when (e.Message.Contains("is busy", StringComparison.Ordinal))
        {
            return null;
        }
    }
}
