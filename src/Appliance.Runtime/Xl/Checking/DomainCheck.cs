using System.Globalization;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Checking;

/// <summary>Domains that stand in the way of a machine. None is ever ended: it may be somebody's.</summary>
internal static class DomainCheck
{
    /// <summary>What there is.</summary>
    public static IEnumerable<Leftover> Find(IReadOnlyList<StoredMachine> machines, IReadOnlyList<XlDomain> domains)
    {
        XlDomain[] living = [.. domains.Where(domain => !domain.IsGone)];
        StoredMachine[] free = [.. machines.Where(machine => machine.LockedBy is null)];
        return [.. free.SelectMany(machine => OfName(machine, living)), .. free.SelectMany(machine => OfUuid(machine, living))];
    }

    private static IEnumerable<Leftover> OfName(StoredMachine machine, XlDomain[] domains) => domains
        .Where(domain => domain.Name == machine.Name && domain.Uuid != machine.Record?.Uuid)
        .Select(domain => new Leftover("domain", Id(domain), machine.Record is null
            ? $"is called {machine.Name}, of which there is no whole record; end it with xl where nobody wants it"
            : $"is called {machine.Name}, and is another one by its UUID: that machine cannot start beside it; rename it or end it with xl"));

    private static IEnumerable<Leftover> OfUuid(StoredMachine machine, XlDomain[] domains)
    {
        XlDomain[] own = machine.Record is { } record ? [.. domains.Where(domain => domain.Uuid == record.Uuid)] : [];
        return own.Length < 2 ? []
            : [new Leftover("domain", string.Join(", ", own.Select(Id)), $"are all {machine.Name} by their UUID, and write to its disks: end all but one with xl at once")];
    }

    private static string Id(XlDomain domain) => domain.Id.ToString(CultureInfo.InvariantCulture);
}
