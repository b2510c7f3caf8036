namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>What becomes of a card's name.</summary>
/// <param name="Card">Which of the machine's cards it is, from 0.</param>
/// <param name="Name">What the guest calls it.</param>
/// <param name="XenName">What it would be called on Xen.</param>
/// <param name="Mac">The address it has on Xen, in lower case; null where the host chooses one.</param>
/// <param name="IsGuessed">Whether only the order of names and cards tells which one it is.</param>
internal sealed record CardPlan(int Card, string Name, string XenName, string? Mac, bool IsGuessed);
