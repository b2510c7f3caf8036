using System.Globalization;
using Appliance.Formats.Disks;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Tests.OnXen;
using Appliance.Runtime.Xl.Storage;
using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>A Xen host with a volume group and a thin pool: LVM needs device mapper, which few test machines have.</summary>
public sealed class LvmBench(XenBench bench) : IAsyncLifetime
{
    private SshShell? _shell;
    private VolumePools? _pools;

    /// <summary>Starts the host; only where its tests are not skipped.</summary>
    public async Task InitializeAsync()
    {
        if (new NeedsXenHostFactAttribute().Skip is null)
        {
            await bench.StartAsync();
            HostEntry entry = bench.EntryWith(StoragePool.Parse("thick=lvm:appliance"), StoragePool.Parse("thin=lvm-thin:appliance/thin"));
            _shell = await SshShell.OpenAsync(entry, mayAsk: false, default);
            _pools = new VolumePools(_shell, entry);
        }
    }

    public async Task DisposeAsync()
    {
        if (_shell is not null)
        {
            await RunAsync("for v in $(lvs --noheadings -o lv_name appliance | grep 'appliance\\.'); do lvremove -q -y \"appliance/$v\"; done");
            await _shell.DisposeAsync();
        }
    }

    internal IVolumePool Pool(string name) => _pools!.Find(name);

    /// <summary>Runs a command on the host.</summary>
    internal async Task<string> RunAsync(string script) => (await _shell!.RunAsync(script, default)).Demand(script);

    /// <summary>A disk of a machine, which no other test has.</summary>
    internal static DiskRecord Disk(IVolumePool pool, string machine, int size, string vdev = "xvda") => new()
    {
        Vdev = vdev, Pool = pool.Pool.Name, Kind = pool.Pool.Kind, Path = pool.PlaceFor(machine, vdev), Size = size,
    };

    /// <summary>Makes a disk with a content.</summary>
    internal static async Task<DiskRecord> WriteAsync(IVolumePool pool, string machine, byte[] content)
    {
        DiskRecord disk = Disk(pool, machine, content.Length);
        await pool.WriteAsync(disk, new RandomContent(new TestDisk(content)), progress: null, default);
        return disk;
    }

    /// <summary>The device holds a content, and zeros up to its end.</summary>
    internal async Task HoldsAsync(DiskRecord disk, byte[] content)
    {
        int size = int.Parse(await RunAsync($"blockdev --getsize64 {disk.Path}"), CultureInfo.InvariantCulture);
        await using Disk opened = await Pool(disk.Pool).OpenAsync(disk with { Size = size }, default);
        byte[] actual = await DiskAssert.ReadAllAsync(opened);
        DiskAssert.Same([.. content, .. new byte[size - content.Length]], actual);
    }
}
