namespace Appliance.Guests.Inspection;

/// <summary>An operating system as its files show it. Every text comes from a stranger: escape it where it is shown or used.</summary>
public abstract record InstalledSystem
{
    /// <summary>Its name for people: <c>Debian GNU/Linux 12 (bookworm)</c>, <c>Windows Server 2019 Standard</c>.</summary>
    public required string Product { get; init; }

    /// <summary>Its version: <c>12</c>, <c>10.0.17763</c>; null where the files do not say.</summary>
    public string? Version { get; init; }

    /// <summary>Its processor, as Linux names it: x86_64, i386, aarch64; null where the files do not say.</summary>
    public string? Architecture { get; init; }

    /// <summary>What it calls itself; null where the files do not say.</summary>
    public string? HostName { get; init; }

    /// <summary>What of VMware's tools is there: <c>open-vm-tools</c>, <c>VMware Tools</c>; empty where nothing is.</summary>
    public IReadOnlyList<string> VmwareTools { get; init; } = [];

    /// <summary>Whether it starts by UEFI; else by a BIOS.</summary>
    public bool UsesUefi { get; init; }
}
