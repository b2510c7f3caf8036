using Appliance.Runtime.Machines;
using Appliance.Runtime.Tests.Hardware;
using Appliance.Runtime.Xl.Records;
using Appliance.Testing;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>A host whose xl knows no domain, with one stopped machine, "web", that has one disk.</summary>
internal sealed class MachineBench : IAsyncDisposable
{
    private readonly TemporaryFolder _tools;

    private MachineBench(TemporaryFolder tools) => (_tools, Pool) = (tools, new PoolBench(shell: new PathShell(tools.Path)));

    /// <summary>Its pool, and what its verbs work with.</summary>
    public PoolBench Pool { get; }

    /// <summary>The machine's folder.</summary>
    public MachineFolder Folder => Pool.Host.FolderOf("web");

    public static async Task<MachineBench> MakeAsync()
    {
        var tools = new TemporaryFolder();
        FakeTools.Write(tools, "xl", "exit 0");
        var bench = new MachineBench(tools);
        bench.Pool.MakeFolder();
        DiskRecord disk = await bench.Pool.WriteAsync(TestDisk.Mixed(1 << 20));
        await bench.Pool.Host.Records.WriteAsync(new MachineRecord { Name = "web", Uuid = Guid.NewGuid(), Disks = [disk] }, default);
        return bench;
    }

    /// <summary>What is known of the machine.</summary>
    public async Task<MachineRecord> RecordAsync() => (await Pool.Host.Records.FindAsync("web", default))!.Record!;

    /// <summary>The paths of the list of disks.</summary>
    public async Task<IEnumerable<string>> ListedAsync() => (await VolumeList.ReadAsync(Pool.Shell, Folder, default)).Select(disk => disk.Path);

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        _tools.Dispose();
    }
}
