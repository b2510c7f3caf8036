using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;

namespace Appliance.Formats.Vmx;

/// <summary>A machine as VMware keeps it: a folder with a .vmx file, disks, and what is left of its last run.</summary>
public sealed class VmxSource : IMachineSource
{
    private readonly IFileFolder _folder;
    private readonly ImageOpener _openImage;
    private readonly ReadOptions _options;
    private readonly Dictionary<string, VmxDisk> _disks;

    private VmxSource(string name, Machine machine, IReadOnlyList<VmxDisk> disks, IFileFolder folder, ImageOpener openImage, ReadOptions options)
    {
        _folder = folder;
        _openImage = openImage;
        _options = options;
        _disks = disks.ToDictionary(disk => disk.Disk.Id);
        Name = name;
        Group = new MachineGroup
        {
            Name = machine.Name,
            Machines = [machine],
            Networks = [.. machine.NetworkCards.Select(card => card.Network).OfType<string>().Distinct().Select(network => new NetworkInfo(network, Description: null))],
        };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Format => Group.Machines[0].HardwareVersions is [var version] ? $"VMX, {version}" : "VMX";

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <summary>Reads a configuration, and finds the machine's disks. What is wrong with one of them is told when it is opened.</summary>
    /// <param name="folder">The files; owned from now on, also where there is an error.</param>
    /// <param name="name">The .vmx file among them.</param>
    /// <param name="openImage">Opens disk images.</param>
    /// <param name="options">Limits and warnings.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The configuration is damaged, or missing.</exception>
    /// <exception cref="UnsupportedImageException">The machine is encrypted.</exception>
    public static async ValueTask<VmxSource> OpenAsync(
        IFileFolder folder, string name, ImageOpener openImage, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(openImage);
        ArgumentNullException.ThrowIfNull(options);
        await using var opened = new Ownership<IFileFolder>(folder);
        await using Disk stored = await folder.OpenAsync(name, cancellationToken)
            ?? throw new InvalidImageException(name, $"is missing from {folder.Name}");
        VmxFile file = await VmxParser.ReadAsync(stored, options.Warn, cancellationToken);
        IReadOnlyList<VmxDevice> devices = VmxDevice.FindAll(file);
        VmxState.CheckEncryption(file, devices, options.Warn);
        VmxState.Warn(file, folder, options.Warn);
        IReadOnlyList<VmxDisk> disks = new VmxDiskReader(file, folder, options.Warn).Read(devices);
        (await VmxSnapshots.ReadAsync(file, folder, options.Warn, cancellationToken))?.Warn(disks, options.Warn);
        Machine machine = new VmxMachineReader(file, options.Warn).Read() with
        {
            Disks = [.. disks.Select(disk => disk.Disk)],
            OpticalDrives = VmxDriveReader.Read(devices, folder),
        };
        var source = new VmxSource(name, machine, disks, folder, openImage, options);
        opened.Release();
        return source;
    }

    /// <inheritdoc/>
    public async ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(disk);
        VmxDisk found = _disks[disk.Id];
        if (found.Problem is { } problem)
        {
            throw problem;
        }

        Disk file = await _folder.OpenAsync(found.Path, cancellationToken)
            ?? throw new InvalidImageException(Name, $"the disk {disk.Id}, \"{RelativeName.Printable(found.Path)}\", has gone from {_folder.Name}");
        return await _openImage(file, SubFolder.Of(_folder, found.Path), _options, cancellationToken);
    }

    /// <summary>A configuration carries no proofs.</summary>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _folder.DisposeAsync();
}
