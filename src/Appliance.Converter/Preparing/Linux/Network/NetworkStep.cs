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
        bool isNew = systemd > 0 ? LinkFiles.Add(context.Tree, card.Name, card.Mac!, systemd) : PersistentNames.Add(context.Tree, card.Name, card.Mac!);
        foreach ((INetworkConfiguration configuration, GuestText text) in files.Where(file => file.Configuration.Cards(file.Text).Any(named => named.Name == card.Name)))
        {
            configuration.MatchByMac(text, card);
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
        PersistentNames.Remove(context.Tree, rule => rule.Name == card.Name);
        if (card.Name == card.XenName)
        {
            return;
        }

        foreach ((INetworkConfiguration configuration, GuestText text) in files)
        {
            configuration.Rename(text, card);
            text.Save(context.Tree);
        }

        IfcfgFiles.RenameFiles(context.Tree, card);
        context.Did($"network card {card.Card + 1} is {card.XenName} in the configuration, in place of {card.Name}; its address is not known beforehand");
    }
}
