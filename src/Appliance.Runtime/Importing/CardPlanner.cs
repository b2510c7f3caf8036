using Appliance.Formats.Machines;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Importing;

/// <summary>Puts network cards on networks of a host, and gives them MAC addresses.</summary>
internal sealed class CardPlanner
{
    private readonly IHostNetworks _networks;
    private readonly MacAddresses _addresses;
    private readonly ImportContext _context;
    private readonly ImportOptions _options;
    private readonly List<string> _warnings;

    /// <summary>Plans for a host as it is now.</summary>
    /// <param name="context">The host.</param>
    /// <param name="options">What was wished.</param>
    /// <param name="warnings">Gets what may go wrong.</param>
    public CardPlanner(ImportContext context, ImportOptions options, List<string> warnings)
    {
        _networks = context.Networks;
        _addresses = new MacAddresses(context.Machines.SelectMany(machine => machine.Cards).Select(card => card.Mac), options.Random);
        (_context, _options, _warnings) = (context, options, warnings);
    }

    /// <summary>A card as its record will be.</summary>
    /// <exception cref="HostException">The host has no such network.</exception>
    public CardRecord Plan(string machine, NetworkCard card, DomainType type) => NetworkFor(machine, card.Network) with
    {
        Mac = AddressFor(machine, card.Mac),
        Network = card.Network,
        Model = type == DomainType.Hvm ? ModelOf(card.Model) : null,
    };

    private CardRecord NetworkFor(string machine, string? network)
    {
        if (network is null)
        {
            return _networks.Default("NAME");
        }

        if (_options.Networks.Contains(network))
        {
            return _networks.Demand(network);
        }

        if (_networks.Find(network) is { } found)
        {
            return found;
        }

        CardRecord usual = _networks.Default(network);
        _warnings.Add($"{machine}: {_context.Host.Name} has no network {network}, and {usual.Bridge} is taken; another can be given with --network \"{network}=NAME\"");
        return usual;
    }

    private string AddressFor(string machine, string? mac)
    {
        if (MacAddresses.Read(mac) is not { } kept)
        {
            return _addresses.New();
        }

        if (_addresses.Contains(kept))
        {
            string other = _context.Machines.FirstOrDefault(known => known.Cards.Any(card => card.Mac.Equals(kept, StringComparison.OrdinalIgnoreCase)))?.Name ?? "another machine of the package";
            _warnings.Add($"{machine}: its MAC address {kept} is also that of {other}; they must not be on one network at the same time");
        }

        return _addresses.Take(kept);
    }

    /// <summary>What Xen's device model calls the card; null where it has none like it, and xl's own choice is as good.</summary>
    private static string? ModelOf(string? model) => model?.ToUpperInvariant() switch
    {
        "E1000" or "E1000E" => "e1000",
        "PCNET32" or "PCNET" => "pcnet",
        "RTL8139" => "rtl8139",
        _ => null,
    };
}
