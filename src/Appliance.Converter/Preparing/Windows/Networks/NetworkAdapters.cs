using System.Globalization;
using Appliance.Formats.Machines;
using Appliance.Guests.Registry;

namespace Appliance.Converter.Preparing.Windows.Networks;

/// <summary>Finds the network cards that Windows knew, and which cards of the machine they are.</summary>
internal sealed class NetworkAdapters(RegistryKey controlSet)
{
    private const string NetClass = "{4d36e972-e325-11ce-bfc1-08002be10318}";

    // A guest has some ten devices on PCI, and some more that are gone; a hostile one could list any number.
    private const int MostDevices = 2000;

    /// <summary>The MAC address of each interface that it can be told of.</summary>
    /// <param name="cards">The machine's cards, in the order of their addresses.</param>
    /// <param name="isGuess">Whether it was told from their order alone.</param>
    public IReadOnlyDictionary<string, string> MacsByInterface(IReadOnlyList<NetworkCard> cards, out bool isGuess)
    {
        NetworkAdapter[] adapters = [.. All().OrderBy(adapter => adapter.Place)];
        var macs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (NetworkAdapter adapter in adapters.Where(adapter => adapter.Mac is not null))
        {
            macs[adapter.Interface] = adapter.Mac!;
        }

        NetworkAdapter[] unknown = [.. adapters.Where(adapter => adapter.Mac is null)];
        string[] rest = [.. cards.Select(card => MacAddress.Parse(card.Mac)).OfType<string>().Except(macs.Values, StringComparer.OrdinalIgnoreCase)];
        isGuess = unknown.Length > 0 && unknown.Length == rest.Length;
        for (int i = 0; isGuess && i < rest.Length; i++)
        {
            macs[unknown[i].Interface] = rest[i];
        }

        // One of one is no guess.
        isGuess &= unknown.Length > 1;
        return macs;
    }

    private IEnumerable<NetworkAdapter> All()
    {
        int left = MostDevices;
        foreach (RegistryKey device in controlSet.Find(@"Enum\PCI")?.Children().Take(MostDevices) ?? [])
        {
            foreach (RegistryKey instance in device.Children())
            {
                if (--left < 0)
                {
                    yield break;
                }

                if (Adapter(instance) is { } adapter)
                {
                    yield return adapter;
                }
            }
        }
    }

    private NetworkAdapter? Adapter(RegistryKey instance)
    {
        if (instance.Text("Driver") is not { } driver
            || !driver.StartsWith(NetClass, StringComparison.OrdinalIgnoreCase)
            || controlSet.Find($@"Control\Class\{driver}") is not { } settings
            || settings.Text("NetCfgInstanceId") is not { } id)
        {
            return null;
        }

        return new NetworkAdapter(id, MacAddress.Parse(settings.Text("NetworkAddress")) ?? MacAddress.OfInstance(instance.Name), PlaceOf(instance.Text("LocationInformation")));
    }

    // "@...;PCI bus %1, device %2, function %3;(11,0,0)"
    private static (int Bus, int Device, int Function) PlaceOf(string? location)
    {
        string[] parts = (location ?? "").Split('(')[^1].TrimEnd(')').Split(',');
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int bus)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int device)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int function)
            ? (bus, device, function) : (int.MaxValue, 0, 0);
    }
}
