using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Gives machines network cards, and takes them off.</summary>
/// <param name="site">The host.</param>
/// <param name="random">Gives numbers from 0 up to, and without, the one it is given.</param>
internal sealed class CardVerbs(IXlSite site, Func<int, int> random)
{
    private string Host => site.Shell.Name;

    /// <summary>Gives a machine a network card more.</summary>
    /// <returns>Its MAC address.</returns>
    public async Task<string> AttachAsync(string machine, string network, string? mac, CancellationToken cancellationToken)
    {
        await using HeldMachine held = await site.HoldAsync(machine, "attach", cancellationToken);
        CardRecord place = new NetworkChooser(await site.DescribeAsync(cancellationToken)).Demand(network);
        CardRecord card = place with { Mac = await AddressAsync(mac, cancellationToken) };
        MachineRecord changed = held.Record with { Cards = [.. held.Record.Cards, card] };
        if (held.Domain is not { } domain)
        {
            await site.WriteAsync(changed, cancellationToken);
            return card.Mac;
        }

        var plug = new CardPlug(site.Shell, domain);
        await plug.AttachAsync(card, cancellationToken);
        try
        {
            await site.WriteAsync(changed, CancellationToken.None);
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
        await using HeldMachine held = await site.HoldAsync(machine, "detach", cancellationToken);
        CardRecord card = held.Record.Cards.FirstOrDefault(card => card.Mac == MacAddresses.Read(mac)) ?? throw new HostException(
            Host, $"{machine} has no network card {mac}; it has {(held.Record.Cards.Count > 0 ? string.Join(", ", held.Record.Cards.Select(other => other.Mac)) : "none")}");
        if (held.Domain is { } domain)
        {
            await new CardPlug(site.Shell, domain).DetachAsync(card.Mac, cancellationToken);
        }

        await site.WriteAsync(held.Record with { Cards = [.. held.Record.Cards.Where(other => other != card)] }, CancellationToken.None);
    }

    private async Task<string> AddressAsync(string? mac, CancellationToken cancellationToken)
    {
        IReadOnlyList<MachineRecord> machines = await site.ListRecordsAsync(cancellationToken);
        var addresses = new MacAddresses(machines.SelectMany(machine => machine.Cards).Select(card => card.Mac), random);
        if (mac is null)
        {
            return addresses.New();
        }

        string wanted = MacAddresses.Read(mac) ?? throw new HostException(Host, $"\"{mac}\" is no MAC address that a card can have: write it as 00:16:3e:ab:cd:ef");
        return !addresses.Contains(wanted) ? wanted
            : throw new HostException(Host, $"a machine has the MAC address {wanted} already; leave --mac out for a new one");
    }
}
