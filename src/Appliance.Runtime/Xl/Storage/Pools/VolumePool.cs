using System.Globalization;
using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Vhd;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Storage.Wire;

namespace Appliance.Runtime.Xl.Storage.Pools;

/// <summary>What all storage pools have in common: filling a disk over the wire, and reading it.</summary>
internal abstract class VolumePool(IHostShell shell, StoragePool pool) : IVolumePool
{
    /// <inheritdoc/>
    public StoragePool Pool => pool;

    /// <inheritdoc/>
    public bool TakesOnce => pool.Format == VolumeFormat.Raw;

    /// <summary>The host's shell.</summary>
    protected IHostShell Shell => shell;

    /// <inheritdoc/>
    public abstract string PlaceFor(string machine, string vdev);

    /// <inheritdoc/>
    public abstract Task<PoolReport> MeasureAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public Task DemandAbsentAsync(DiskRecord disk, CancellationToken cancellationToken) =>
        MakeAsync(AbsenceScript(disk), disk, $"look for {disk.Path}", cancellationToken);

    /// <inheritdoc/>
    public async Task WriteAsync(DiskRecord disk, DiskContent content, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await DemandRoomAsync(disk, content, cancellationToken);
        await MakeAsync(AllocateScript(disk), disk, $"make {disk.Path}", cancellationToken);
        await using RemoteFile file = await RemoteFile.OpenAsync(shell, disk.Path, cancellationToken);
        await using (DiskWriter writer = await OpenWriterAsync(file, disk, content, cancellationToken))
        {
            await content.CopyToAsync(writer, Environment.ProcessorCount, progress, cancellationToken);
        }

        await file.CompleteAsync($"write {disk.Path}", cancellationToken);
        if (!await file.VerifyAsync(shell, cancellationToken))
        {
            throw new HostException(
                shell.Name, $"{disk.Path} (pool {pool.Name}): what the host reads back is not what was sent; look for errors of its disks and its network");
        }
    }

    /// <inheritdoc/>
    public virtual Task CreateAsync(DiskRecord disk, CancellationToken cancellationToken) =>
        WriteAsync(disk, new RandomContent(new ZeroDisk(disk.Path, disk.Size)), progress: null, cancellationToken);

    /// <inheritdoc/>
    public async Task<Disk> OpenAsync(DiskRecord disk, CancellationToken cancellationToken)
    {
        _ = Quoted(disk);
        long bytes = await RemoteSize.MeasureAsync(shell, disk.Path, cancellationToken);
        bool isVhd = disk.Format == VolumeFormat.Vhd;
        if (!isVhd)
        {
            await DemandWholeAsync(disk, bytes, cancellationToken);
        }

        await using var file = new Ownership<Disk>(await RemoteDisk.OpenAsync(shell, disk.Path, isVhd ? bytes : disk.Size, cancellationToken));
        Disk opened = isVhd ? await VhdImage.OpenAsync(file.Held, siblings: null, ReadOptions.Default, cancellationToken) : file.Held;
        file.Release();
        await using var image = new Ownership<Disk>(opened);
        return opened.Length >= disk.Size ? image.Release() : throw Cut(disk, opened.Length);
    }

    /// <inheritdoc/>
    public Task CopyAsync(DiskRecord disk, DiskRecord copy, CancellationToken cancellationToken) =>
        MakeAsync(CopyScript(disk, copy), copy, $"copy {disk.Path}", cancellationToken);

    /// <inheritdoc/>
    public async Task<DiskRecord> GrowAsync(DiskRecord disk, long size, CancellationToken cancellationToken)
    {
        DiskRecord grown = disk with { Size = size };
        await RunAsync(GrowScript(grown), $"make {disk.Path} larger", cancellationToken);
        return grown;
    }

    /// <inheritdoc/>
    public Task RevertAsync(DiskRecord disk, DiskRecord kept, CancellationToken cancellationToken) =>
        RunAsync(RevertScript(disk, kept), $"bring back {disk.Path}", cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(DiskRecord disk, CancellationToken cancellationToken) => RunAsync(RemoveScript(disk), $"remove {disk.Path}", cancellationToken);

    /// <summary>Exits with <see cref="VolumeTaken.ExitCode"/> where anything lies in a disk's place, and with 0 only where certainly nothing does.</summary>
    protected abstract string AbsenceScript(DiskRecord disk);

    /// <summary>Makes a disk that reads as zeros, where nothing is; otherwise it exits as <see cref="AbsenceScript"/> does.</summary>
    protected abstract string AllocateScript(DiskRecord disk);

    /// <summary>Makes the same disk again, in the copy's place, where nothing is; otherwise it exits as <see cref="AbsenceScript"/> does.</summary>
    protected abstract string CopyScript(DiskRecord disk, DiskRecord copy);

    /// <summary>Makes a disk as large as the record says, unless it is larger.</summary>
    protected abstract string GrowScript(DiskRecord disk);

    /// <summary>Puts a copy of what was kept in a disk's place.</summary>
    protected abstract string RevertScript(DiskRecord disk, DiskRecord kept);

    /// <summary>Removes a disk, if it is there.</summary>
    protected abstract string RemoveScript(DiskRecord disk);

    /// <summary>Bytes that a new disk certainly takes of the pool; by default those of its data.</summary>
    protected virtual Task<long> MeasureNeedAsync(DiskRecord disk, DiskContent content, CancellationToken cancellationToken) => MeasureDataAsync(content, cancellationToken);

    /// <summary>
    /// Bytes of data. Of what comes by only once nothing is known before: it may be all zeros, so it is refused nowhere, and
    /// the plan of an import has warned where its whole length does not fit.
    /// </summary>
    protected static async Task<long> MeasureDataAsync(DiskContent content, CancellationToken cancellationToken) =>
        content.Disk is { } readable ? await readable.CountDataAsync(cancellationToken) : 0;

    /// <summary>The disk's path for a script. Only paths that this pool itself gives are used: a record is only a file.</summary>
    protected string Quoted(DiskRecord disk) => IsOurs(disk.Path) ? ShellText.Quote(disk.Path)
        : throw new HostException(shell.Name, $"{disk.Path} is not a disk of pool {pool.Name}, and is left alone");

    /// <summary>Whether a path is one that the pool gives to disks.</summary>
    protected abstract bool IsOurs(string path);

    /// <summary>A size for a script.</summary>
    protected static string Bytes(long size) => size.ToString(CultureInfo.InvariantCulture);

    /// <summary>Runs a script that has to go well.</summary>
    protected async Task<string> RunAsync(string script, string action, CancellationToken cancellationToken) =>
        (await shell.RunAsync(script, cancellationToken)).Demand(action);

    /// <summary>Runs a script that makes a disk, or looks whether it can be made.</summary>
    private async Task MakeAsync(string script, DiskRecord made, string action, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync(script, cancellationToken);
        if (result.ExitCode == VolumeTaken.ExitCode)
        {
            throw VolumeTaken.Refuse(shell.Name, made.Path);
        }

        result.Demand(action);
    }

    /// <summary>A volume may be larger than its record, since it has whole blocks; the guest sees all of it. Nothing of it is left out in silence.</summary>
    private async Task DemandWholeAsync(DiskRecord disk, long bytes, CancellationToken cancellationToken)
    {
        if (bytes < disk.Size)
        {
            throw Cut(disk, bytes);
        }

        if (bytes > disk.Size && await RemoteSize.HasDataBehindAsync(shell, disk.Path, disk.Size, cancellationToken))
        {
            throw new HostException(
                shell.Name, $"{disk.Path} has {bytes} bytes, its record says {disk.Size}, and there is data behind that: grow {disk.Vdev} to {bytes} bytes by appliance resize first");
        }
    }

    private HostException Cut(DiskRecord disk, long bytes) => new(
        shell.Name, $"{disk.Path} has {bytes} bytes, and its record says {disk.Size}: its end is lost; put the whole disk back there, or revert the machine to a snapshot");

    private async Task DemandRoomAsync(DiskRecord disk, DiskContent content, CancellationToken cancellationToken)
    {
        PoolReport room = await MeasureAsync(cancellationToken);
        long need = await MeasureNeedAsync(disk, content, cancellationToken);
        if (room.Problem is { } problem)
        {
            throw new HostException(shell.Name, $"pool {pool.Name}: {problem}");
        }

        if (need > room.Free)
        {
            throw new HostException(shell.Name, $"pool {pool.Name} has {room.Free} bytes free, and {disk.Path} takes {need}; make room, or name another pool");
        }
    }

    private static async Task<DiskWriter> OpenWriterAsync(RemoteFile file, DiskRecord disk, DiskContent content, CancellationToken cancellationToken)
    {
        if (disk.Format == VolumeFormat.Raw)
        {
            return new RemoteRawWriter(file);
        }

        Disk readable = content.Disk ?? throw new UnsupportedImageException(
            content.Name, "comes by only once, and a VHD begins with what is known last; save the package first, or take a pool of raw disks");
        return await VhdDynamicStreamWriter.CreateAsync(
            new RemoteFileStream(file), readable, SeededGuid.Create(disk.Path), WriteOptions.Default, cancellationToken);
    }
}
