namespace Appliance.Formats.Machines;

/// <summary>A virtual network interface.</summary>
public sealed record NetworkCard
{
    /// <summary>A name to show, such as "Network adapter 1".</summary>
    public string Name { get; init; } = "";

    /// <summary>The network it is connected to; null where the package leaves it open.</summary>
    public string? Network { get; init; }

    /// <summary>MAC address as <c>00:50:56:ab:cd:ef</c>; null where the host is to choose one.</summary>
    public string? Mac { get; init; }

    /// <summary>The emulated card, as the package names it: E1000, VmxNet3.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the cable is in when the machine starts.</summary>
    public bool IsConnected { get; init; } = true;
}
