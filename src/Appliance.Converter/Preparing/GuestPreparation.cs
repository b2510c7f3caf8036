using Appliance.Converter.Preparing.Windows.Drivers;
using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Guests;

namespace Appliance.Converter.Preparing;

/// <summary>Prepares the systems on a source's disks for Xen, in overlays: the source itself is only read.</summary>
internal sealed class GuestPreparation : IAsyncDisposable
{
    private readonly IMachineSource _source;
    private readonly PreparationOptions _options;
    private readonly DriverPack? _drivers;
    private readonly Dictionary<string, OverlayDisk> _overlays = [];
    private readonly List<GuestReport> _reports = [];

    private GuestPreparation(IMachineSource source, PreparationOptions options, DriverPack? drivers)
    {
        _drivers = drivers;
        _source = source;
        _options = options;
    }

    /// <summary>Prepares every machine of a source.</summary>
    /// <param name="source">Stays open as long as what is returned.</param>
    /// <param name="options">How; null to change nothing.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The source as it is to be copied. Of a machine that could not be prepared it shows the disks as they are.</returns>
    /// <exception cref="ImageException">A guest cannot be prepared, and has to be.</exception>
    /// <exception cref="MissingToolException">Something that is needed is not installed, and the guest has to be prepared.</exception>
    /// <exception cref="IOException">A file system of the guest is full, and the guest has to be prepared; or there is no room for overlays.</exception>
    public static async Task<PreparedSource> RunAsync(IMachineSource source, PreparationOptions? options, CancellationToken cancellationToken)
    {
        if (options is null)
        {
            return new PreparedSource(source, source.Group, new Dictionary<string, OverlayDisk>(), []);
        }

        // A pack that is not there is the user's mistake, not the guest's.
        DriverPack? drivers = options.WindowsDrivers is { } path ? DriverPack.Open(path) : null;
        await using var preparation = new GuestPreparation(source, options, drivers);
        return await preparation.RunAsync(cancellationToken);
    }

    /// <summary>Drops the overlays, unless they were handed over.</summary>
    public ValueTask DisposeAsync() => DropAsync(_overlays.Keys);

    private async Task<PreparedSource> RunAsync(CancellationToken cancellationToken)
    {
        var machines = new List<Machine>();
        foreach (Machine machine in _source.Group.Machines)
        {
            machines.Add(await PrepareAsync(machine, cancellationToken));
        }

        var prepared = new PreparedSource(_source, _source.Group with { Machines = machines }, _overlays.ToDictionary(), _reports);
        _overlays.Clear();
        return prepared;
    }

    private async Task<Machine> PrepareAsync(Machine machine, CancellationToken cancellationToken)
    {
        string[] disks = [.. machine.Disks.Select(disk => disk.Id)];
        try
        {
            Machine prepared = await TryAsync(machine, cancellationToken);
            await DropAsync(disks.Where(id => _overlays[id].WrittenBytes == 0));
            return prepared;
        }
        catch (Exception e) when (!_options.IsRequired && e is ImageException or MissingToolException or IOException or UnauthorizedAccessException)
        {
            await DropAsync(disks);
            _reports.Add(GuestReport.NotPrepared(machine, e.Message));
            return machine;
        }
    }

    private async Task<Machine> TryAsync(Machine machine, CancellationToken cancellationToken)
    {
        if (!_source.CanReadAtRandom)
        {
            throw new UnsupportedImageException(
                _source.Name, "only comes by, and preparing a guest reads here and there: save it to a file first, or convert it as it is with --guest keep");
        }

        if (machine.Disks.FirstOrDefault(disk => _source.Group.Disks.Count(other => other.Id == disk.Id) > 1) is { } shared)
        {
            throw new UnsupportedImageException(_source.Name, $"disk \"{shared.Name}\" belongs to another machine too, and is not changed for one of them");
        }

        var disks = new List<OverlayDisk>();
        foreach (MachineDisk disk in machine.Disks)
        {
            disks.Add(_overlays[disk.Id] = await OpenAsync(disk, cancellationToken));
        }

        (Machine prepared, GuestReport report) = new MachinePreparation(_options, _drivers).Run(machine, disks, cancellationToken);
        _reports.Add(report);
        return prepared;
    }

    private async Task<OverlayDisk> OpenAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        await using var opened = new Ownership<Disk>(await _source.OpenDiskAsync(disk, cancellationToken));
        OverlayDisk overlay = OverlayDisk.Over(opened.Held, _options.SpoolFolder);
        opened.Release();
        return overlay;
    }

    private async ValueTask DropAsync(IEnumerable<string> disks)
    {
        foreach (string disk in disks.ToArray())
        {
            if (_overlays.Remove(disk, out OverlayDisk? overlay))
            {
                await overlay.DisposeAsync();
            }
        }
    }
}
