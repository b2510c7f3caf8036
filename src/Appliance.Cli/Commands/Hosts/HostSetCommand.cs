using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host set</summary>
[Command("set", Description = "Change the labels and the tenant of a saved host. Nothing changes on the host itself.", ExtendedHelpText = """

    Examples:
      appliance host set xen1 --label gold --label site=berlin --tenant acme
      appliance host set xen1 --label site=rome --remove-label gold
      appliance host set xen1 --no-tenant

    A label takes the place of the one that has its key. Machines that are there already keep their mark.
    """)]
internal sealed class HostSetCommand : OutputCommand
{
    /// <summary>The name.</summary>
    [Argument(0, "NAME", "The saved host.")]
    [Required(ErrorMessage = "NAME the host to change")]
    public string Name { get; set; } = "";

    /// <summary>Labels to add.</summary>
    [Option("--label <LABEL>", "Give it this label: KEY or KEY=VALUE. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Labels { get; set; } = [];

    /// <summary>Labels to take off.</summary>
    [Option("--remove-label <LABEL>", "Take this label off: KEY, whatever its value, or KEY=VALUE. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] RemovedLabels { get; set; } = [];

    /// <summary>The tenant.</summary>
    [Option("--tenant <TENANT>", "Say whom it belongs to.", CommandOptionType.SingleValue)]
    public string? Tenant { get; set; }

    /// <summary>Whether it belongs to nobody any more.</summary>
    [Option("--no-tenant", "It belongs to nobody in particular.", CommandOptionType.NoValue)]
    public bool NoTenant { get; set; }

    /// <summary>Runs the verb.</summary>
    public int OnExecute()
    {
        if (Labels.Length == 0 && RemovedLabels.Length == 0 && Tenant is null && !NoTenant)
        {
            throw new UsageException("say what to change: --label, --remove-label, --tenant or --no-tenant");
        }

        if (Tenant is not null && NoTenant)
        {
            throw new UsageException("--tenant and --no-tenant contradict each other");
        }

        HostBook book = HostChoice.Book;
        HostEntry old = book.List().FirstOrDefault(host => host.Name == Name)
            ?? throw new UsageException($"there is no saved host {Name}; appliance host list shows them");
        HostOutput.Write(HostChoice.Checked(() => Save(book, old)), Json);
        return ExitCode.Done;
    }

    private HostEntry Save(HostBook book, HostEntry old)
    {
        if (Array.Find(RemovedLabels, label => !old.Labels.Has(label)) is { } missing)
        {
            throw new FormatException($"{Name} has no label {missing}; it has {(old.Labels.Texts.Count == 0 ? "none" : old.Labels)}");
        }

        HostEntry changed = old with
        {
            Labels = old.Labels.Without(RemovedLabels).With(HostLabels.Parse(Labels)),
            Tenant = NoTenant ? null : Tenant ?? old.Tenant,
        };
        book.Replace(changed);
        return changed;
    }
}
