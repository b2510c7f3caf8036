using System.ComponentModel.DataAnnotations;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host remove</summary>
[Command("remove", Description = "Forget a saved host. Nothing changes on the host itself.")]
internal sealed class HostRemoveCommand : OutputCommand
{
    /// <summary>The name.</summary>
    [Argument(0, "NAME", "The saved host.")]
    [Required(ErrorMessage = "NAME the host to forget")]
    public string Name { get; set; } = "";

    /// <summary>Runs the verb.</summary>
    public int OnExecute() => HostChoice.Book.Remove(Name)
        ? ExitCode.Done : throw new UsageException($"there is no saved host {Name}; appliance host list shows them");
}
