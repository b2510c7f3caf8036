using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;

namespace Appliance.Runtime.Federation;

/// <summary>Chooses the host that the machines of a package are put on. The same hosts in the same state lead to the same choice.</summary>
/// <param name="wish">What it has to be like.</param>
/// <param name="needs">What the machines take.</param>
/// <param name="options">How they are imported; a pool that is named there has to be on the host.</param>
public sealed class Placement(PlacementWish wish, ImportNeeds needs, ImportOptions options)
{
    /// <summary>Chooses. Only hosts that are meant are asked, and only those that answer count.</summary>
    /// <param name="hosts">All that are saved.</param>
    /// <param name="open">Connects to one of them.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<PlacementResult> ChooseAsync(IReadOnlyList<HostEntry> hosts, Func<HostEntry, CancellationToken, Task<IXenHost>> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        var fleet = new Fleet([.. hosts.Where(host => wish.RefusalOf(host) is null)], open);
        IReadOnlyList<HostAnswer<(HostOffer? Offer, string? Refusal)>> answers = await fleet.AskAsync(ExamineAsync, cancellationToken);
        HostOffer[] offers = [.. Best(answers.Select(answer => answer.Value.Offer).OfType<HostOffer>())];
        IEnumerable<HostRefusal> refused = hosts.Select(host => new HostRefusal(host.Name, wish.RefusalOf(host) ?? "")).Where(refusal => refusal.Reason.Length > 0)
            .Concat(answers.Select(RefusalOf).OfType<HostRefusal>());
        return new PlacementResult(offers.FirstOrDefault(), Explain(offers, hosts.Count), [.. refused.OrderBy(refusal => refusal.Host, StringComparer.Ordinal)]);
    }

    /// <summary>The best first: room for certain, then the most memory, then the most storage, then the name.</summary>
    internal static IEnumerable<HostOffer> Best(IEnumerable<HostOffer> offers)
        => offers.OrderByDescending(offer => offer.IsRoomCertain).ThenByDescending(offer => offer.FreeMemory).ThenByDescending(offer => offer.FreeStorage)
            .ThenBy(offer => offer.Host.Name, StringComparer.Ordinal);

    private async Task<(HostOffer? Offer, string? Refusal)> ExamineAsync(HostEntry entry, IXenHost host, CancellationToken cancellationToken)
    {
        if (wish.Apart.Count > 0 && wish.RefusalOf((await host.ListAsync(cancellationToken)).Select(machine => machine.Record)) is { } near)
        {
            return (null, near);
        }

        HostReport report = await host.DescribeAsync(cancellationToken);
        if (MemoryRoom.RefusalOf(report, needs) is { } lack)
        {
            return (null, lack);
        }

        IReadOnlyList<StorageReport> storages = await host.ListStorageAsync(cancellationToken);
        if (StorageRoom.Find(storages, options.Pool, needs.Total.Storage) is not { } room)
        {
            return (null, StorageRoom.RefusalOf(storages, options.Pool, needs.Total.Storage));
        }

        return await RefusalOfTargetAsync(host, room, cancellationToken) is { } refusal ? (null, refusal)
            : (new HostOffer(entry, room.Pool, room.Storage.Name, report.FreeMemory, room.Storage.Free, room.IsCertain), null);
    }

    /// <summary>What an import would refuse: a name that is taken, a network that is not there, a firmware that is not installed.</summary>
    private async Task<string?> RefusalOfTargetAsync(IXenHost host, StorageRoom room, CancellationToken cancellationToken)
    {
        await using IHostTarget target = await host.OpenTargetAsync(options with { Pool = room.Pool }, cancellationToken);
        try
        {
            target.Check(needs.Group, needs.DiskSizes);
            return null;
        }
        catch (HostException e)
        {
            return WithoutName(e);
        }
        catch (Formats.UnsupportedImageException e)
        {
            return $"does not take it: {e.Message}";
        }
    }

    private static HostRefusal? RefusalOf(HostAnswer<(HostOffer? Offer, string? Refusal)> answer)
        => answer.Problem is { } problem ? new HostRefusal(answer.Host.Name, WithoutName(problem), IsOutOfReach: true)
            : answer.Value.Refusal is { } reason ? new HostRefusal(answer.Host.Name, reason) : null;

    private static string WithoutName(HostException e) => e.Message[$"{e.Host}: ".Length..];

    private static string Hosts(int count) => count == 1 ? "1 saved host" : $"{count} saved hosts";

    private string Explain(HostOffer[] offers, int count)
    {
        if (offers is not [var best, .. var others])
        {
            return count == 0 ? "no host is saved; appliance host add saves one" : $"none of {Hosts(count)} takes {needs.Group.Name}";
        }

        string free = $"{ByteText.Of(best.FreeMemory)} of memory are free, and {ByteText.Of(best.FreeStorage)} in {best.Storage}{(best.IsRoomCertain ? "" : ", enough as long as the disks stay sparse")}";
        return $"{best.Host.Name} is chosen of {Hosts(count)}: {free}; {(others.Length == 0 ? "no other one fits" : $"of {offers.Length} that fit it has the most left")}";
    }
}
