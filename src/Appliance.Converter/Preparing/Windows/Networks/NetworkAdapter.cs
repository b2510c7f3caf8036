namespace Appliance.Converter.Preparing.Windows.Networks;

/// <summary>A network card as Windows knew it.</summary>
/// <param name="Interface">The key of its addresses: a GUID in braces.</param>
/// <param name="Mac">Its MAC address with dashes, where the registry tells; else null.</param>
/// <param name="Place">Where it was on the PCI bus: bus, device, function; cards without a place come last.</param>
internal sealed record NetworkAdapter(string Interface, string? Mac, (int Bus, int Device, int Function) Place);
