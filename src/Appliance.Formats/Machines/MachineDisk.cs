namespace Appliance.Formats.Machines;

/// <summary>A virtual disk of a machine, as its package describes it; the bytes come from the source that holds it.</summary>
public sealed record MachineDisk
{
    /// <summary>What the package calls the disk; unique within its source (OVF diskId, XVA VDI reference).</summary>
    public required string Id { get; init; }

    /// <summary>A name to show and to make file names from.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Virtual size the package declares, in bytes; null where only the image knows. Where both are known and differ,
    /// the larger one holds: data is never cut off.
    /// </summary>
    public long? Capacity { get; init; }

    /// <summary>The file that holds the content, as the package names it; null for a blank disk.</summary>
    public string? FileName { get; init; }

    /// <summary>The controller's kind.</summary>
    public DiskBus Bus { get; init; }

    /// <summary>The emulated controller, as the package names it: lsilogic, VirtualSCSI; null where it does not say.</summary>
    public string? ControllerModel { get; init; }

    /// <summary>Which controller of that kind, from 0.</summary>
    public int Controller { get; init; }

    /// <summary>Address on the controller.</summary>
    public int Unit { get; init; }

    /// <summary>Whether the package marks the disk as bootable; null where it does not say.</summary>
    public bool? IsBootable { get; init; }

    /// <summary>Whether the guest may only read it.</summary>
    public bool IsReadOnly { get; init; }
}
