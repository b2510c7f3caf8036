using System.ComponentModel.DataAnnotations;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Tenants;

/// <summary>appliance tenant remove</summary>
[Command("remove", Description = "Forget a tenant that no host belongs to any more. No machine changes.")]
internal sealed class TenantRemoveCommand : OutputCommand
{
    /// <summary>The name.</summary>
    [Argument(0, "NAME", "The tenant.")]
    [Required(ErrorMessage = "NAME the tenant to forget")]
    public string Name { get; set; } = "";

    /// <summary>Runs the verb.</summary>
    public int OnExecute() => HostChoice.Checked(() => HostChoice.Book.RemoveTenant(Name))
        ? ExitCode.Done : throw new UsageException($"there is no tenant {Name}; appliance tenant list shows them");
}
