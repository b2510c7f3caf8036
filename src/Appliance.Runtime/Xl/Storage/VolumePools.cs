using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Storage.Pools;

namespace Appliance.Runtime.Xl.Storage;

/// <summary>The storage pools of a host.</summary>
internal sealed class VolumePools
{
    private readonly IHostShell _shell;

    /// <summary>Those of an entry.</summary>
    public VolumePools(IHostShell shell, HostEntry entry)
    {
        _shell = shell;
        All = [.. entry.AllPools.Select(Open)];
    }

    /// <summary>All of them, the preferred one first.</summary>
    public IReadOnlyList<IVolumePool> All { get; }

    /// <summary>A pool by its name; the first one where none is named.</summary>
    /// <exception cref="HostException">There is none of that name.</exception>
    public IVolumePool Find(string? name) => name is null ? All[0]
        : All.FirstOrDefault(pool => pool.Pool.Name == name) ?? throw new HostException(
            _shell.Name, $"there is no storage pool {name}; there are {string.Join(", ", All.Select(pool => pool.Pool.Name))}");

    /// <summary>The pool that a disk is in.</summary>
    /// <exception cref="HostException">It is in none that this entry of the host knows.</exception>
    public IVolumePool For(DiskRecord disk) => All.FirstOrDefault(pool => pool.Pool.Name == disk.Pool && pool.Pool.Kind == disk.Kind)
        ?? throw new HostException(_shell.Name, $"{disk.Path} is in storage pool {disk.Pool}, which is not in your entry of this host: name it, beside the others, by host add --replace --pool");

    private IVolumePool Open(StoragePool pool) => pool.Kind switch
    {
        StorageKind.Lvm => new LvmPool(_shell, pool),
        StorageKind.LvmThin => new LvmThinPool(_shell, pool),
        StorageKind.Zfs => new ZfsPool(_shell, pool),
        _ => new FolderPool(_shell, pool),
    };
}
