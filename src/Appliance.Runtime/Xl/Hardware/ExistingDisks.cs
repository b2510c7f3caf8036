using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Vhd;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Storage;
using Appliance.Runtime.Xl.Storage.Wire;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Finds disks that are on a host already, by their paths.</summary>
/// <param name="host">The host.</param>
internal sealed class ExistingDisks(XlContext host)
{
    private const int SectorBytes = 512;
    private const string Vhd = ".vhd";

    /// <summary>What is known of a disk: its pool, its format and its size. It has no name yet.</summary>
    /// <exception cref="HostException">There is none, or it is none.</exception>
    public async Task<DiskRecord> FindAsync(string path, CancellationToken cancellationToken)
    {
        StoragePool pool = (await PoolOfAsync(path, cancellationToken)).Pool;
        VolumeFormat format = pool.Kind == StorageKind.Folder && NameOf(path).EndsWith(Vhd, StringComparison.Ordinal) ? VolumeFormat.Vhd : VolumeFormat.Raw;
        long size = await MeasureAsync(path, format, cancellationToken);
        return size > 0 && size % SectorBytes == 0
            ? new DiskRecord { Vdev = "", Pool = pool.Name, Kind = pool.Kind, Path = path, Format = format, Size = size }
            : throw new HostException(host.Name, $"{path} has {size} bytes; a disk has whole sectors of {SectorBytes}");
    }

    /// <summary>Where a disk that was found goes when a machine gets it.</summary>
    public static string PlaceFor(IVolumePool pool, string machine, string vdev, DiskRecord found) => pool.Pool.Kind == StorageKind.Folder
        ? Path.ChangeExtension(pool.PlaceFor(machine, vdev), found.Format == VolumeFormat.Vhd ? Vhd : ".raw") : found.Path;

    private async Task<IVolumePool> PoolOfAsync(string path, CancellationToken cancellationToken)
    {
        if ((await KeptDisks.ListAsync(host, cancellationToken)).Contains(path))
        {
            string folder = MachineFolder.All(host.Entry.Folder);
            return host.Pools.All.FirstOrDefault(pool => pool.Pool.Kind == StorageKind.Folder && pool.Pool.Location.TrimEnd('/') == folder)
                ?? throw new HostException(host.Name, $"{path} goes into {folder}, which is no storage pool in your entry of this host: name it, beside the others, by host add --replace --pool");
        }

        foreach (IVolumePool pool in host.Pools.All)
        {
            if ((await pool.ListAsync(cancellationToken)).Contains(path))
            {
                return pool;
            }
        }

        throw new HostException(host.Name, $"{path} is no disk that was kept, and none in a storage pool of your entry of this host; host check tells which no machine has");
    }

    /// <summary>A disk that was kept beside another one of its name has a number behind that. What is in it says nothing: a guest has written it.</summary>
    private static string NameOf(string path) =>
        Path.GetExtension(path) is { Length: > 1 } number && number[1..].All(char.IsAsciiDigit) ? path[..^number.Length] : path;

    private async Task<long> MeasureAsync(string path, VolumeFormat format, CancellationToken cancellationToken)
    {
        long bytes = await RemoteSize.MeasureAsync(host.Shell, path, cancellationToken);
        if (format == VolumeFormat.Raw)
        {
            return bytes;
        }

        await using var file = new Ownership<Disk>(await RemoteDisk.OpenAsync(host.Shell, path, bytes, cancellationToken));
        await using Disk image = await VhdImage.OpenAsync(file.Held, siblings: null, ReadOptions.Default, cancellationToken);
        file.Release();
        return image.Length;
    }
}
