namespace Appliance.Converter.Preparing.Windows;

/// <summary>What a prepared Windows now needs of its machine on Xen.</summary>
internal sealed record WindowsNeeds
{
    /// <summary>How it reaches its disks.</summary>
    public required HardwarePath Disks { get; init; }

    /// <summary>How it reaches its networks.</summary>
    public required HardwarePath Networks { get; init; }

    /// <summary>How far ahead of UTC the host has to keep its hardware clock (XAPI's platform:timeoffset, xl's rtc_timeoffset).</summary>
    public required TimeSpan ClockOffset { get; init; }

    /// <summary>The network card to emulate: the one that most versions of Windows have a driver for.</summary>
    public string EmulatedNetworkCard { get; init; } = "e1000";
}
