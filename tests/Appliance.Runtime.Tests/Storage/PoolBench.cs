using Appliance.Formats.Disks;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Storage;
using Appliance.Testing;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>This machine as a host with one folder pool, in a temporary folder.</summary>
internal sealed class PoolBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PoolBench(VolumeFormat format = VolumeFormat.Raw, IHostShell? shell = null)
    {
        Shell = shell ?? new LocalShell("xen1");
        var pool = new StoragePool { Name = "ssd", Location = _folder["pool"], Format = format };
        var entry = new HostEntry { Name = "xen1", Address = new HostAddress(HostScheme.Xl, "xen1"), Folder = _folder["known"], Pools = [pool] };
        Host = new XlContext(Shell, entry);
    }

    public IHostShell Shell { get; }

    public XlContext Host { get; }

    public IVolumePool Pool => Host.Pools.All[0];

    /// <summary>The path of a file beside the pool.</summary>
    public string this[string name] => _folder[name];

    /// <summary>A disk in the pool, not made yet.</summary>
    public DiskRecord Disk(long size, string vdev = "xvda", string machine = "web") => new()
    {
        Vdev = vdev, Pool = Pool.Pool.Name, Path = Pool.PlaceFor(machine, vdev), Format = Pool.Pool.Format, Size = size,
    };

    /// <summary>Makes a disk with a content.</summary>
    public async Task<DiskRecord> WriteAsync(byte[] content, string vdev = "xvda")
    {
        DiskRecord disk = Disk(content.Length, vdev);
        await Pool.WriteAsync(disk, new RandomContent(new TestDisk(content)), progress: null, default);
        return disk;
    }

    /// <summary>What somebody else has put into the place of a disk.</summary>
    public static string PutStranger(DiskRecord disk)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(disk.Path)!);
        File.WriteAllText(disk.Path, "a stranger's");
        return disk.Path;
    }

    /// <summary>Makes the folder of a machine, as an import does.</summary>
    public MachineFolder MakeFolder(string machine = "web")
    {
        MachineFolder folder = Host.FolderOf(machine);
        Directory.CreateDirectory(folder.Path);
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        await Shell.DisposeAsync();
        _folder.Dispose();
    }
}
