namespace Appliance.Runtime.Machines;

/// <summary>A network card (VIF) of a machine on a host.</summary>
public sealed record CardRecord
{
    /// <summary>MAC address as <c>00:16:3e:ab:cd:ef</c>.</summary>
    public required string Mac { get; init; }

    /// <summary>The bridge on the host.</summary>
    public required string Bridge { get; init; }

    /// <summary>Whether the bridge is Open vSwitch's.</summary>
    public bool IsOpenVswitch { get; init; }

    /// <summary>The VLAN it is in, or those it carries: <c>10</c> for an access port, <c>:10,20</c> or <c>1:10,20</c> for a trunk, as Xen's vif-openvswitch takes them behind the bridge and a dot; null for none.</summary>
    public string? Vlan { get; init; }

    /// <summary>The emulated card of an HVM domain: <c>e1000</c>, <c>rtl8139</c>; null for xl's default.</summary>
    public string? Model { get; init; }

    /// <summary>The network's name in the package it came from; null where it had none.</summary>
    public string? Network { get; init; }
}
