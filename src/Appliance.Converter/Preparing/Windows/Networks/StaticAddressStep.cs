using System.Net;
using System.Net.Sockets;
using Appliance.Guests.Inspection;
using Appliance.Guests.Registry;

namespace Appliance.Converter.Preparing.Windows.Networks;

/// <summary>
/// Notes the IPv4 addresses given by hand, so that the first start can give them to the same card: Windows keeps them with
/// the device, and on Xen each card is another device with the same MAC address.
/// </summary>
internal sealed class StaticAddressStep(MachineRegistry registry) : IPreparationStep<WindowsSystem>
{
    // More than any machine has cards, and a card addresses.
    private const int MostInterfaces = 256;
    private const int MostAddresses = 64;

    private readonly List<StaticAddress> _found = [];

    public string Name => "static addresses";

    /// <summary>What was found.</summary>
    public IReadOnlyList<StaticAddress> Found => _found;

    public void Run(PreparationContext context, WindowsSystem system)
    {
        IReadOnlyDictionary<string, string> macs = new NetworkAdapters(registry.CurrentSet).MacsByInterface(context.Machine.NetworkCards, out bool isGuess);
        foreach (RegistryKey key in registry.CurrentSet.Find(@"Services\Tcpip\Parameters\Interfaces")?.Children().Take(MostInterfaces) ?? [])
        {
            if (key.Number("EnableDHCP") is not 0 || PairsOf(key) is not { Count: > 0 } addresses)
            {
                continue;
            }

            Note(context, macs.GetValueOrDefault(key.Name), new StaticAddress
            {
                Mac = macs.GetValueOrDefault(key.Name, ""),
                Addresses = addresses,
                Gateways = ParseAll(key.Texts("DefaultGateway")),
                NameServers = ParseAll(key.Text("NameServer")?.Split(',', ' ')),
            });
        }

        if (isGuess && _found.Count > 0)
        {
            context.Warn("which static address belongs to which network card was told from their order alone; check the addresses in the running guest");
        }
    }

    private void Note(PreparationContext context, string? mac, StaticAddress address)
    {
        string shown = string.Join(", ", address.Addresses.Select(pair => pair.Address));
        if (mac is null)
        {
            context.Expect($"which network card had the address {shown} cannot be told; set it in the running guest");
        }
        else if (!context.Machine.NetworkCards.Any(card => MacAddress.Parse(card.Mac) == mac))
        {
            context.Expect($"the address {shown} belonged to the network card {mac}, and no card of the machine has this MAC address; set it in the running guest");
        }
        else
        {
            _found.Add(address);
            context.Did($"{shown} goes back to the network card {mac} at the first start");
        }
    }

    private static List<(IPAddress Address, IPAddress Mask)> PairsOf(RegistryKey key)
    {
        IReadOnlyList<string> addresses = key.Texts("IPAddress") ?? [];
        IReadOnlyList<string> masks = key.Texts("SubnetMask") ?? [];
        return [.. addresses.Zip(masks, (address, mask) => (Parse(address), Parse(mask)))
            .Where(pair => pair.Item1 is not null && pair.Item2 is not null && !pair.Item1.Equals(IPAddress.Any))
            .Select(pair => (pair.Item1!, pair.Item2!))
            .Take(MostAddresses)];
    }

    private static IReadOnlyList<IPAddress> ParseAll(IEnumerable<string>? texts)
        => [.. (texts ?? []).Select(Parse).OfType<IPAddress>().Where(address => !address.Equals(IPAddress.Any)).Take(MostAddresses)];

    // They come from a stranger and go into a script: nothing but an address passes.
    private static IPAddress? Parse(string text)
        => IPAddress.TryParse(text.Trim(), out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork ? address : null;
}
