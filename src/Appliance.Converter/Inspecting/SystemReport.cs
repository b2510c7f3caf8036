using Appliance.Guests.Inspection;

namespace Appliance.Converter.Inspecting;

/// <summary>What is known of an installed system, from its files. Its texts come from a stranger: escape them.</summary>
public sealed record SystemReport
{
    /// <summary>Its name for people.</summary>
    public required string Product { get; init; }

    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>Its processor, as Linux names it.</summary>
    public string? Architecture { get; init; }

    /// <summary>What it calls itself.</summary>
    public string? HostName { get; init; }

    /// <summary>Whether it starts by UEFI; else by a BIOS.</summary>
    public required bool UsesUefi { get; init; }

    /// <summary>What of VMware's tools is there.</summary>
    public required IReadOnlyList<string> VmwareTools { get; init; }

    /// <summary>What only a Linux has; null for any other.</summary>
    public LinuxReport? Linux { get; init; }

    /// <summary>What only a Windows has; null for any other.</summary>
    public WindowsReport? Windows { get; init; }

    /// <summary>What of the disks could not be used, and why.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    internal static SystemReport Of(InstalledSystem system, IReadOnlyList<string> remarks) => new()
    {
        Product = system.Product,
        Version = system.Version,
        Architecture = system.Architecture,
        HostName = system.HostName,
        UsesUefi = system.UsesUefi,
        VmwareTools = system.VmwareTools,
        Linux = system is LinuxSystem linux ? LinuxReport.Of(linux) : null,
        Windows = system is WindowsSystem windows ? WindowsReport.Of(windows) : null,
        Remarks = remarks,
    };
}
