using System.Net;

namespace Appliance.Converter.Preparing.Windows.Networks;

/// <summary>The addresses that a network card was given by hand.</summary>
internal sealed record StaticAddress
{
    /// <summary>The MAC address of the card, as Windows writes it: <c>00-50-56-AB-CD-EF</c>.</summary>
    public required string Mac { get; init; }

    /// <summary>Its addresses with their masks; one at least.</summary>
    public required IReadOnlyList<(IPAddress Address, IPAddress Mask)> Addresses { get; init; }

    /// <summary>The routers, first the one to use.</summary>
    public required IReadOnlyList<IPAddress> Gateways { get; init; }

    /// <summary>The name servers, in their order.</summary>
    public required IReadOnlyList<IPAddress> NameServers { get; init; }
}
