namespace Appliance.Formats.Machines;

/// <summary>A CD or DVD drive.</summary>
public sealed record OpticalDrive
{
    /// <summary>The controller's kind.</summary>
    public DiskBus Bus { get; init; }

    /// <summary>Which controller of that kind, from 0.</summary>
    public int Controller { get; init; }

    /// <summary>Address on the controller.</summary>
    public int Unit { get; init; }

    /// <summary>The image in the drive, as the package names it; null for an empty drive.</summary>
    public string? FileName { get; init; }
}
