namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>A network card as a guest's configuration names it.</summary>
/// <param name="Name">The interface: <c>ens192</c>.</param>
/// <param name="Mac">The card's address in lower case, where the configuration says which card it means; else null.</param>
internal sealed record CardName(string Name, string? Mac = null);
