namespace Appliance.Builder.Templates.Parts;

/// <summary>How network cards get their addresses.</summary>
/// <param name="Cards">The names of the cards, which may have * in them; null for all that are wired.</param>
public sealed record LinkChoice(string? Cards)
{
    /// <summary>Whether a DHCP server is asked.</summary>
    public bool UsesDhcp { get; init; }

    /// <summary>Addresses, with the bits of their networks: <c>192.168.1.9/24</c>.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>The way out; null for none.</summary>
    public string? Gateway { get; init; }

    /// <summary>Addresses of name servers.</summary>
    public IReadOnlyList<string> NameServers { get; init; } = [];
}
