using Appliance.Converter.Preparing.Linux.Boot;
using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>
/// The network cards keep the names that the guest's configuration gives them, by their addresses: firewalls, routes and
/// services that name ens192 stay right with it. Where a card's address is not known before it starts, the configuration
/// gets the name that Xen's card will have.
/// </summary>
internal sealed class NetworkStep : IPreparationStep<LinuxSystem>
{
    // systemd.net-naming-scheme(7): names for Xen's cards since v250.
    private const int NamesXen = 250;

    public string Name => "network names";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        GuestTree tree = context.Tree;
        int systemd = SystemdVersion.Of(tree);
        bool isPredictable = systemd >= NamesXen && !BootConfiguration.Read(tree, system).Any(text => text.Arguments.Any(arguments => KernelArguments.Has(arguments, "net.ifnames=0")));
        (INetworkConfiguration Configuration, GuestText Text)[] files = [.. Configurations(systemd)
            .SelectMany(configuration => configuration.Files(tree).Select(path => (configuration, GuestText.Read(tree, path))))
            .Where(file => file.Item2 is not null).Select(file => (file.configuration, file.Item2!))];
        WarnOfNetplans(context, files, isPredictable ? "enX" : "eth");
        IEnumerable<CardName> names = files.SelectMany(file => file.Configuration.Cards(file.Text));
        HashSet<string> named = [.. names.Select(card => card.Name)];
        IEnumerable<CardName> pinned = PersistentNames.Read(tree).Concat(LinkFiles.Read(tree)).Where(card => named.Contains(card.Name));
        var planner = new CardPlanner(context.Machine.NetworkCards, card => isPredictable ? $"enX{card}" : $"eth{card}");
        foreach (CardPlan card in planner.Plan(pinned.Concat(names)))
        {
            Apply(context, card, files, systemd);
        }

        foreach ((INetworkConfiguration configuration, GuestText text) in files)
        {
            if (configuration is Networkd)
            {
                Networkd.WidenPatterns(text, isPredictable ? "enX" : "eth");
            }

            text.Save(tree);
        }
    }

    private static INetworkConfiguration[] Configurations(int systemd)
        => [new Ifupdown(), new Netplan(), new Keyfiles(), new IfcfgFiles(), new Networkd(systemd)];

    private static void WarnOfNetplans(PreparationContext context, (INetworkConfiguration Configuration, GuestText Text)[] files, string xenName)
    {
        foreach (string problem in files.Where(file => file.Configuration is Netplan).SelectMany(file => Netplan.Problems(file.Text, xenName)))
        {
            context.Warn(problem);
        }
    }

    private static void Apply(PreparationContext context, CardPlan card, (INetworkConfiguration Configuration, GuestText Text)[] files, int systemd)
    {
        if (card.Mac is null)
        {
            Rename(context, card, files);
        }
        else if (card.Name != card.XenName)
        {
            Keep(context, card, files, systemd);
        }
    }

    private static void Keep(PreparationContext context, CardPlan card, (INetworkConfiguration Configuration, GuestText Text)[] files, int systemd)
    {
        bool isTaken = systemd > 0 && InterfaceNames.IsKernels(card.Name) && card.Name != $"eth{card.Card}" && context.Machine.NetworkCards.Count > 1;
        bool isNew = !isTaken && (systemd > 0 ? LinkFiles.Add(context.Tree, card.Name, card.Mac!, systemd) : PersistentNames.Add(context.Tree, card.Name, card.Mac!));
        foreach ((INetworkConfiguration configuration, GuestText text) in files.Where(file => file.Configuration.Cards(file.Text).Any(named => named.Name == card.Name)))
        {
            configuration.MatchByMac(text, card);
        }

        if (isTaken)
        {
            // systemd.link(5): the kernel may give such a name to another card first, and then it cannot be given to this one.
            context.Warn($"{card.Name} was network card {card.Card + 1} ({card.Mac}), which Xen calls {card.XenName}, and the kernel may give that name to another card: compare the guest's addresses on Xen, and give its cards names of their own");
        }

        if (isNew)
        {
            context.Did($"network card {card.Card + 1} ({card.Mac}), on Xen {card.XenName}, is still called {card.Name}");
            if (card.IsGuessed)
            {
                context.Warn($"that {card.Name} is network card {card.Card + 1} ({card.Mac}) is told from the order of the names alone; compare it with the old machine");
            }
        }
    }

    private static void Rename(PreparationContext context, CardPlan card, (INetworkConfiguration Configuration, GuestText Text)[] files)
    {
        // The old card's address goes even where the name is right: with it the configuration is for another card.
        bool isChanged = PersistentNames.Remove(context.Tree, rule => rule.Name == card.Name);
        foreach ((INetworkConfiguration configuration, GuestText text) in files)
        {
            configuration.Rename(text, card);
            isChanged |= text.Save(context.Tree);
        }

        if (card.Name != card.XenName)
        {
            IfcfgFiles.RenameFiles(context.Tree, card);
            context.Did($"network card {card.Card + 1} is {card.XenName} in the configuration, in place of {card.Name}; its address is not known beforehand");
        }
        else if (isChanged)
        {
            context.Did($"network card {card.Card + 1} is {card.Name} whatever its address, which is not known beforehand");
        }
    }
}
