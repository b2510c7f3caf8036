using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xapi.Importing;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Hardware;

/// <summary>Network cards (VIFs) of machines in a pool.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiCardVerbs(XapiContext pool)
{
    /// <summary>Gives a machine a card more.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="network">Name, UUID or bridge of a network.</param>
    /// <param name="mac">MAC address; null for one that the pool makes.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Its MAC address.</returns>
    public async Task<string> AttachAsync(string machine, string network, string? mac, CancellationToken cancellationToken)
    {
        MachineParts opened = await MachineParts.OpenAsync(pool, machine, Operation.Attach, cancellationToken);
        var networks = new XapiNetworks(pool.Name, opened.Inventory);
        CardRecord wanted = networks.Demand(network);
        string place = await opened.FreePlaceAsync("VIF", "", cancellationToken);
        string card = (await pool.Session.CallAsync(
            "VIF.create", [DeviceRecords.Card(opened.Reference, place, networks.ReferenceOf(wanted), mac)], CancellationToken.None)).Text();
        if (opened.IsRunning)
        {
            await PlugAsync(opened, card, cancellationToken);
        }

        return (await pool.Session.CallAsync("VIF.get_MAC", [card], CancellationToken.None)).Text();
    }

    /// <summary>Takes a card off a machine.</summary>
    public async Task DetachAsync(string machine, string mac, CancellationToken cancellationToken)
    {
        MachineParts opened = await MachineParts.OpenAsync(pool, machine, Operation.Attach, cancellationToken);
        await opened.TakeOffAsync("VIF", opened.CardOf(mac), cancellationToken);
    }

    /// <summary>Has the guest see a card; where it does not, the card is removed again.</summary>
    private async Task PlugAsync(MachineParts machine, string card, CancellationToken cancellationToken)
    {
        try
        {
            await pool.Tasks.RunAsync("VIF.plug", [card], cancellationToken);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            await machine.TakeOffAsync("VIF", card, CancellationToken.None);
            throw;
        }
    }
}
