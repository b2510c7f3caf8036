using Appliance.Runtime.Importing;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Gives machines network cards, and takes them off.</summary>
/// <param name="host">The host.</param>
internal sealed class CardVerbs(XlContext host)
{
    /// <summary>Gives a machine a network card more.</summary>
    /// <returns>Its MAC address.</returns>
    public async Task<string> AttachAsync(string machine, string network, string? mac, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Attach, cancellationToken);
        CardRecord place = new NetworkChooser(await host.DescribeAsync(cancellationToken)).Demand(network);
        CardRecord card = place with { Mac = Choose(mac, await host.ReadAddressesAsync(cancellationToken)) };
        MachineRecord changed = session.Record with { Cards = [.. session.Record.Cards, card] };
        if (session.Domain is not { } domain)
        {
            await session.ChangeAsync(changed, cancellationToken);
            return card.Mac;
        }

        var plug = new CardPlug(host.Shell, domain.Id);
        await plug.AttachAsync(card, cancellationToken);
        try
        {
            await session.ChangeAsync(changed, CancellationToken.None);
        }
        catch (HostException)
        {
            await plug.DetachAsync(card.Mac, CancellationToken.None);
            throw;
        }

        return card.Mac;
    }

    /// <summary>Takes a network card off a machine.</summary>
    public async Task DetachAsync(string machine, string mac, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Attach, cancellationToken);
        IReadOnlyList<CardRecord> cards = session.Record.Cards;
        CardRecord card = cards.FirstOrDefault(card => card.Mac == MacAddresses.Read(mac)) ?? throw new HostException(
            host.Name, $"{machine} has no network card {mac}; it has {(cards.Count > 0 ? string.Join(", ", cards.Select(other => other.Mac)) : "none")}");
        if (session.Domain is { } domain)
        {
            await new CardPlug(host.Shell, domain.Id).DetachAsync(card.Mac, cancellationToken);
        }

        await session.ChangeAsync(session.Record with { Cards = [.. cards.Where(other => other != card)] }, CancellationToken.None);
    }

    private string Choose(string? mac, MacAddresses addresses)
    {
        if (mac is null)
        {
            return addresses.New();
        }

        string wanted = MacAddresses.Read(mac) ?? throw new HostException(host.Name, $"\"{mac}\" is no MAC address that a card can have: write it as 00:16:3e:ab:cd:ef");
        return !addresses.Contains(wanted) ? wanted
            : throw new HostException(host.Name, $"a machine has the MAC address {wanted} already; leave --mac out for a new one");
    }
}
