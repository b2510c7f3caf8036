using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>A way to configure network cards: where its files are, and which cards they mean.</summary>
internal interface INetworkConfiguration
{
    /// <summary>The paths of its files.</summary>
    IEnumerable<string> Files(GuestTree tree);

    /// <summary>The cards that a file names.</summary>
    IEnumerable<CardName> Cards(GuestText text);

    /// <summary>Lets a file mean a card by its address, where the way of configuration can; addresses, routes and the rest stay.</summary>
    void MatchByMac(GuestText text, CardPlan card);

    /// <summary>Lets a file mean a card by its name on Xen.</summary>
    void Rename(GuestText text, CardPlan card) => text.Edit(line => Words.IsComment(line) ? line : InterfaceNames.Replace(line, card.Name, card.XenName));
}
