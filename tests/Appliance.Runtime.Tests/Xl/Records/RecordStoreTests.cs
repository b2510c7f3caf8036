using Appliance.Formats.Machines;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Records;

public sealed class RecordStoreTests : IDisposable
{
    private readonly HostFolder _host = new();

    private RecordStore Records => _host.Context.Records;

    [Fact]
    public async Task ARecord_IsReadAsItWasWritten()
    {
        MachineRecord record = await _host.AddAsync("web", "xvda", "xvdb") with
        {
            Description = "tabs\tand\nlines", HealthChecks = [HealthCheck.Parse("tcp:22")], Snapshots = [new SnapshotRecord { Name = "s" }],
        };
        await Records.WriteAsync(record, default);

        StoredMachine? found = await Records.FindAsync("web", default);

        Assert.Equivalent(record, found!.Record, strict: true);
        Assert.Equal(new StoredMachine("web", found.Record), found);
    }

    [Fact]
    public async Task WhatLiesBesideTheRecord_IsSeen()
    {
        await _host.AddAsync("web");
        File.WriteAllText(_host["web", "memory"], "m");
        File.WriteAllText(_host["web", "reverting"], "before");
        File.WriteAllText(_host["web", "migrating"], "xen2");
        _host.LeaveLock("web");

        StoredMachine found = Assert.Single(await Records.ListAsync(default));

        Assert.True(found is { HasMemory: true, Reverting: "before", Migrating: "xen2", HasStaleLock: true, LockedBy: null, IsMarked: false });
    }

    [Theory]
    [InlineData("", "damaged")]
    [InlineData("{", "damaged")]
    [InlineData("null", "damaged")]
    [InlineData("""{"name":"web","uuid":"5f3c1a52-7a0e-4c6e-9d0b-3d8b54f2a921","disks":null}""", "damaged")]
    [InlineData("""{"name":"mail","uuid":"5f3c1a52-7a0e-4c6e-9d0b-3d8b54f2a921"}""", "names another machine, mail")]
    [InlineData("""{"name":"web","uuid":"5f3c1a52-7a0e-4c6e-9d0b-3d8b54f2a921","version":2}""", "newer program (version 2)")]
    public async Task ARecordThatCannotBeRead_IsToldAndHidesNoOther(string json, string problem)
    {
        await _host.AddAsync("mail");
        await _host.AddAsync("web");
        File.WriteAllText(_host["web", "machine.json"], json);

        IReadOnlyList<StoredMachine> all = await Records.ListAsync(default);

        Assert.Equal(["mail", "web"], all.Select(machine => machine.Name));
        Assert.NotNull(all[0].Record);
        Assert.Null(all[1].Record);
        Assert.StartsWith($"{_host["web", "machine.json"]}: ", all[1].Problem, StringComparison.Ordinal);
        Assert.Contains(problem, all[1].Problem, StringComparison.Ordinal);
        HostException refused = await Assert.ThrowsAsync<HostException>(() => Records.FindAsync("web", default));
        Assert.Equal($"xen1: {all[1].Problem}", refused.Message);
    }

    [Fact]
    public async Task FoldersThatNoMachineCanHave_AreNone()
    {
        Directory.CreateDirectory(_host["lost+found", ""]);
        Directory.CreateDirectory(_host["two\nlines\tand a tab", ""]);
        await _host.AddAsync("web");

        Assert.Equal("web", Assert.Single(await Records.ListAsync(default)).Name);
    }

    [Fact]
    public async Task MoreThanCanBeReadAtOnce_IsAnErrorAndNotHalfAList()
    {
        foreach (string name in Enumerable.Range(0, 6).Select(number => $"m{number}"))
        {
            await _host.AddAsync(name);
            File.WriteAllText(_host[name, "machine.json"], new string(' ', 1 << 20));
        }

        HostException refused = await Assert.ThrowsAsync<HostException>(() => Records.ListAsync(default));
        Assert.Contains("more than can be read at once", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHostWithoutMachines_HasNone()
    {
        Directory.Delete(Path.GetDirectoryName(_host["x", ""])![..^2], recursive: true);
        Assert.Empty(await Records.ListAsync(default));
        Assert.Null(await Records.FindAsync("web", default));
    }

    [Fact]
    public async Task AGroup_IsItsMachinesInTheirOrder()
    {
        await Records.WriteAsync(await _host.AddAsync("a") with { Group = "shop", Start = new() { Order = 2 } }, default);
        await Records.WriteAsync(await _host.AddAsync("b") with { Group = "shop", Start = new() { Order = 1 } }, default);
        await Records.WriteAsync(await _host.AddAsync("c") with { Group = "c" }, default);

        Assert.Equal(["b", "a"], (await Records.FindGroupAsync("shop", default))!.Select(machine => machine.Name));
        Assert.Null(await Records.FindGroupAsync("c", default));
        Assert.Null(await Records.FindGroupAsync("nobody", default));
    }

    [Fact]
    public async Task AGroup_IsNotGuessedAtWhereARecordIsDamaged()
    {
        await Records.WriteAsync(await _host.AddAsync("a") with { Group = "shop" }, default);
        await _host.AddAsync("b");
        File.WriteAllText(_host["b", "machine.json"], "{");

        HostException refused = await Assert.ThrowsAsync<HostException>(() => Records.FindGroupAsync("shop", default));
        Assert.Contains("whether b is of the group shop cannot be told", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _host.Dispose();
}
