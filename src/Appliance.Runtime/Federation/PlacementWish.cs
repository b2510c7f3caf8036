using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Federation;

/// <summary>What a host has to be like for machines to be put there, as it is typed: <c>label=gold,tenant=acme,anti=web*</c>.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Hosts">Labels and tenant. Without a tenant, only hosts that belong to nobody are meant.</param>
/// <param name="Apart">Names, groups and patterns of machines that must not be on the same host.</param>
public sealed record PlacementWish(string Text, HostFilter Hosts, IReadOnlyList<string> Apart)
{
    private const string Anything = "any";

    private const string Syntax = "it reads label=KEY[=VALUE], tenant=NAME and anti=NAME-OR-PATTERN, with commas between them, or any";

    /// <summary>Reads a wish.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static PlacementWish Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[][] parts = text == Anything ? [] : [.. text.Split(',').Select(part => part.Split('=', 2))];
        if (Array.Find(parts, part => part is not [ "label" or "tenant" or "anti", { Length: > 0 } ]) is { } wrong)
        {
            throw new FormatException($"{string.Join('=', wrong)}: {Syntax}");
        }

        string[] tenants = Values("tenant");
        return tenants.Length > 1 ? throw new FormatException($"{text}: one tenant at most can be meant")
            : new PlacementWish(text, new HostFilter(HostLabels.Parse(Values("label")), tenants.FirstOrDefault()), Values("anti"));

        string[] Values(string key) => [.. parts.Where(part => part[0] == key).Select(part => part[1])];
    }

    /// <summary>Why a host is none of those that are meant, whatever it has left; null where it is one.</summary>
    public string? RefusalOf(HostEntry host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (host.Tenant != Hosts.Tenant)
        {
            return host.Tenant is null ? $"belongs to nobody, and not to {Hosts.Tenant}" : $"belongs to {host.Tenant}";
        }

        string[] missing = [.. Hosts.Labels.Texts.Where(label => !host.Labels.Has(label))];
        return missing.Length == 0 ? null : $"has no label {string.Join(", ", missing)}";
    }

    /// <summary>Why machines that are there keep others away; null where none does.</summary>
    public string? RefusalOf(IEnumerable<MachineRecord> machines)
    {
        var near = machines.Select(machine => (Machine: machine, Pattern: Apart.FirstOrDefault(pattern => Keeps(pattern, machine)))).FirstOrDefault(each => each.Pattern is not null);
        return near.Pattern is null ? null : $"has {near.Machine.Name}, from which anti={near.Pattern} keeps it apart";
    }

    private static bool Keeps(string pattern, MachineRecord machine)
        => NamePattern.Matches(pattern, machine.Name) || (machine.Group is { } group && NamePattern.Matches(pattern, group));
}
