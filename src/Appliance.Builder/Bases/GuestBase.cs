using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Guests;
using Appliance.Guests.Devices;
using Appliance.Guests.Volumes;

namespace Appliance.Builder.Bases;

/// <summary>The Linux of an existing machine, whose files are read from its disks when they are needed. Nothing of it is run or changed.</summary>
internal sealed class GuestBase : IAsyncDisposable
{
    // Ways out that a conversion has, and a build has not.
    private static readonly string[] NoWaysOut = [", or convert without preparing the guest", ": convert without preparing the guest", " give its passphrase (--guest-key),"];

    private readonly IMachineSource _source;
    private readonly List<Disk> _disks = [];
    private GuestEngines? _engines;
    private Guest? _guest;

    private GuestBase(IMachineSource source) => _source = source;

    /// <summary>The system.</summary>
    public Guest Guest => _guest!;

    /// <summary>Opens it.</summary>
    /// <param name="path">A package or disk image, or the folder of a package.</param>
    /// <param name="options">What may be read.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">It is damaged, has no Linux, or one that cannot be read: encrypted, or not shut down.</exception>
    /// <exception cref="MissingToolException">What reads it is not installed.</exception>
    public static async Task<GuestBase> OpenAsync(string path, ReadOptions options, CancellationToken cancellationToken)
    {
        await using var opened = new Ownership<GuestBase>(new GuestBase(await MachineSources.OpenAsync(path, options, SourceOptions.Default, cancellationToken)));
        await opened.Held.OpenAsync(options.Warn, cancellationToken);
        return opened.Release();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _guest?.Dispose();
        _engines?.Dispose();
        foreach (Disk disk in _disks)
        {
            await disk.DisposeAsync();
        }

        await _source.DisposeAsync();
    }

    private async Task OpenAsync(Action<string> warn, CancellationToken cancellationToken)
    {
        Machine machine = _source.Group.Machines is [{ } one] ? one
            : throw new UnsupportedImageException(_source.Name, $"has {_source.Group.Machines.Count} machines, and a base is one");
        foreach (MachineDisk disk in machine.Disks)
        {
            _disks.Add(await _source.OpenDiskAsync(disk, cancellationToken));
        }

        _engines = new GuestEngines(TimeProvider.System, cancellationToken);
        _guest = OpenGuest(_engines, cancellationToken);
        if (_guest.Tree.Mounts.Values.FirstOrDefault(fileSystem => fileSystem.IsDirty) is { } dirty)
        {
            throw new UnsupportedImageException(dirty.Name, "was not unmounted, so what is in it may be old; shut the machine down, and take it anew");
        }

        _guest.Remarks.Concat(LeftOut(_guest)).ToList().ForEach(warn);

        // What it proves of itself, such as the manifest of an OVA.
        await _source.VerifyAsync(cancellationToken);
    }

    private Guest OpenGuest(GuestEngines engines, CancellationToken cancellationToken)
    {
        try
        {
            Guest guest = Guest.Open([.. _disks.Select(disk => new DiskDevice(disk, cancellationToken))], new GuestOptions { Engines = engines.All });
            if (guest.IsLinux)
            {
                return guest;
            }

            guest.Dispose();
            throw new UnsupportedImageException(_source.Name, "is a Windows, and a base is a Linux");
        }
        catch (UnsupportedImageException e)
        {
            throw new UnsupportedImageException(e.File, NoWaysOut.Aggregate(e.Problem, (problem, way) => problem.Replace(way, "", StringComparison.Ordinal)));
        }
    }

    /// <summary>What lies on file systems that are mounted elsewhere than where a system has its own files.</summary>
    private IEnumerable<string> LeftOut(Guest guest) => guest.Mounts
        .Where(line => line.Path.StartsWith('/') && line.Path != "/" && !guest.Tree.Mounts.ContainsKey(line.Path.TrimEnd('/')) && DevicePath.Parse(line.Device) is not null && line.Type != "swap")
        .Select(line => $"{_source.Name}: what lies on {line.Path} does not come along");
}
