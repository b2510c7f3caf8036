using System.Globalization;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Puts network cards (VIFs) into a running domain and takes them out.</summary>
/// <param name="shell">The host.</param>
/// <param name="domain">The domain's number.</param>
internal sealed class CardPlug(IHostShell shell, int domain)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _domain = domain.ToString(CultureInfo.InvariantCulture);

    /// <summary>Puts a card in, and waits until the guest works with it. It is taken out again where the guest does not.</summary>
    /// <exception cref="HostException">The host or the guest did not take it.</exception>
    public async Task AttachAsync(CardRecord card, CancellationToken cancellationToken)
    {
        bool isConnected = false;
        try
        {
            ShellResult result = await shell.RunAsync($"xl network-attach {_domain} {Words(card)}", cancellationToken);
            result.Demand($"attach a network card on {card.Bridge}");
            isConnected = await DeviceWait.Card.IsConnectedAsync(shell, domain, card.Mac, Patience, cancellationToken);
        }
        finally
        {
            if (!isConnected)
            {
                await shell.RunAsync($"xl network-detach {_domain} {ShellText.Quote(card.Mac)}", CancellationToken.None);
            }
        }

        if (!isConnected)
        {
            throw new HostException(shell.Name, $"the guest has not taken up the network card within {Patience.TotalSeconds} s: it has no PV network driver that is running; attach the card while the machine is stopped");
        }
    }

    /// <summary>Takes a card out, and waits until the guest has let it go.</summary>
    /// <exception cref="HostException">The guest has not.</exception>
    public async Task DetachAsync(string mac, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync($"xl network-detach {_domain} {ShellText.Quote(mac)}", cancellationToken);
        if (!await DeviceWait.Card.IsGoneAsync(shell, domain, mac, result.ExitCode == 0 ? Patience : TimeSpan.Zero, cancellationToken))
        {
            throw new HostException(shell.Name, $"the guest has not let the network card {mac} go; try again, or detach it while the machine is stopped");
        }
    }

    /// <summary>Word by word, as xl wants it here. It is never an emulated one: a running guest cannot be given such a card.</summary>
    private static string Words(CardRecord card) => string.Join(' ', XlConfig.Card(card with { Model = null }).Split(", ").Select(ShellText.Quote));
}
