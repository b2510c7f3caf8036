namespace Appliance.Converter.Preparing;

/// <summary>How to prepare guests.</summary>
public sealed class PreparationOptions
{
    /// <summary>What is done where a guest cannot be prepared; default a warning.</summary>
    public GuestMode Mode { get; init; } = GuestMode.Auto;

    /// <summary>Where the Xen PV drivers for Windows are: a folder or an archive; default null, and Windows is set to emulated devices.</summary>
    public string? WindowsDrivers { get; init; }

    /// <summary>Where overlays and other temporary files go; default the system's temporary folder.</summary>
    public string SpoolFolder { get; init; } = Path.GetTempPath();
}
