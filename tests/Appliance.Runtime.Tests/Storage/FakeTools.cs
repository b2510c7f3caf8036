using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Tests.Hardware;
using Appliance.Runtime.Xl.Storage;
using Appliance.Testing;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>Programs of LVM and ZFS that say what a test has them say, for what the real ones cannot be brought to here. What they were asked to change is kept.</summary>
internal sealed class FakeTools : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PathShell _shell;

    public FakeTools()
    {
        _shell = new PathShell(_folder["tools"]);
        foreach (string name in new[] { "lvcreate", "lvremove", "lvextend", "lvrename" })
        {
            Set(name, "exit 0");
        }
    }

    /// <summary>What was asked of programs other than <c>lvs</c>.</summary>
    public string Calls => File.Exists(_folder["calls"]) ? File.ReadAllText(_folder["calls"]) : "";

    /// <summary>Has a program do this.</summary>
    public void Set(string name, string script) => Write(_folder, $"tools/{name}", $"[ {name} = lvs ] || echo \"{name} $*\" >> '{_folder["calls"]}'\n{script}");

    /// <summary>Writes a program into a folder.</summary>
    public static void Write(TemporaryFolder folder, string name, string script) => Tool.Run("chmod", "+x", folder.Write(name, $"#!/bin/sh\n{script}\n"));

    /// <summary>A pool of these programs.</summary>
    public IVolumePool Pool(StorageKind kind, string location)
    {
        var entry = new HostEntry
        {
            Name = "xen1", Address = new HostAddress(HostScheme.Xl, "xen1"), Pools = [new StoragePool { Name = "ssd", Kind = kind, Location = location }],
        };
        return new VolumePools(_shell, entry).All[0];
    }

    /// <summary>A disk in a pool.</summary>
    public static DiskRecord Disk(IVolumePool pool, string vdev = "xvda") => new()
    {
        Vdev = vdev, Pool = pool.Pool.Name, Kind = pool.Pool.Kind, Path = pool.PlaceFor("web", vdev), Size = 1 << 20,
    };

    public async ValueTask DisposeAsync()
    {
        await _shell.DisposeAsync();
        _folder.Dispose();
    }
}
