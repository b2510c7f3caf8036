using System.Text;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Guests;
using Appliance.Guests.Devices;
using Appliance.Guests.Inspection.Software;

namespace Appliance.Converter.Differing;

/// <summary>A machine with its disks open, and the system on them, which is only read.</summary>
internal sealed class OpenedMachine : IAsyncDisposable
{
    private const int MostDatabaseBytes = 64 << 20;

    private readonly List<Disk> _disks = [];
    private GuestEngines? _engines;
    private Guest? _guest;

    private OpenedMachine(Machine? machine) => Machine = machine;

    /// <summary>The machine; null where there is none.</summary>
    public Machine? Machine { get; }

    /// <summary>Bytes of its disks, in their order.</summary>
    public IReadOnlyList<long> DiskSizes => [.. _disks.Select(disk => disk.Length)];

    /// <summary>Opens the disks.</summary>
    /// <exception cref="Appliance.Formats.ImageException">One of them is damaged or missing.</exception>
    public static async Task<OpenedMachine> OpenAsync(IMachineSource source, Machine? machine, CancellationToken cancellationToken)
    {
        await using var opened = new Ownership<OpenedMachine>(new OpenedMachine(machine));
        foreach (MachineDisk disk in machine?.Disks ?? [])
        {
            opened.Held._disks.Add(await source.OpenDiskAsync(disk, cancellationToken));
        }

        return opened.Release();
    }

    /// <summary>Opens the system.</summary>
    /// <exception cref="Appliance.Formats.ImageException">There is none, or it is damaged or refused.</exception>
    /// <exception cref="MissingToolException">What reads it is not installed.</exception>
    public Guest OpenGuest(CancellationToken cancellationToken)
    {
        _engines = new GuestEngines(TimeProvider.System, cancellationToken);
        return _guest = Guest.Open([.. _disks.Select(disk => new DiskDevice(disk, cancellationToken))], new GuestOptions { Engines = _engines.All });
    }

    /// <summary>What is installed in a system.</summary>
    public static InstalledSoftware SoftwareOf(Guest guest)
        => InstalledSoftware.Read(path => guest.Tree.ReadBytes(path, MostDatabaseBytes) is { } bytes ? Encoding.UTF8.GetString(bytes) : null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _guest?.Dispose();
        _engines?.Dispose();
        foreach (Disk disk in _disks)
        {
            await disk.DisposeAsync();
        }
    }
}
