namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>What one setup information file installs on one kind of Windows, as far as a start of the system needs to know.</summary>
internal sealed record DriverPackage
{
    /// <summary>The name of the file without folder and ending, in lower case: <c>xenbus</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The class of its devices.</summary>
    public required Guid ClassGuid { get; init; }

    /// <summary>Its version, by DriverVer; null where it does not say.</summary>
    public Version? Version { get; init; }

    /// <summary>The section that installs its devices: <c>XenBus_Inst</c>.</summary>
    public required string InstallSection { get; init; }

    /// <summary>The hardware it is for: <c>PCI\VEN_5853&amp;DEV_0001</c>.</summary>
    public required IReadOnlyList<string> DeviceIds { get; init; }

    /// <summary>The services it installs.</summary>
    public required IReadOnlyList<DriverService> Services { get; init; }

    /// <summary>The names of the files that go into System32\drivers.</summary>
    public required IReadOnlyList<string> DriverFiles { get; init; }

    /// <summary>All files of the package, by their names.</summary>
    public required IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; }

    /// <summary>Whether the boot loader has to load it.</summary>
    public bool IsBootCritical => Services.Any(service => service.Start == DriverService.BootStart);

    /// <summary>Whether it drives disks: SCSIAdapter, by learn.microsoft.com's list of classes.</summary>
    public bool IsForDisks => ClassGuid == new Guid("4d36e97b-e325-11ce-bfc1-08002be10318");

    /// <summary>Whether it drives network cards: Net.</summary>
    public bool IsForNetworks => ClassGuid == new Guid("4d36e972-e325-11ce-bfc1-08002be10318");

    /// <summary>The driver of the devices themselves; null where they need none.</summary>
    public DriverService? DeviceService => Services.FirstOrDefault(service => service.IsOfDevice);
}
