using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>Which of the saved hosts.</summary>
internal sealed class HostFilterOptions
{
    /// <summary>Labels.</summary>
    [Option("--label <LABEL>", "Only hosts with this label: KEY, whatever its value, or KEY=VALUE. Repeatable, all count.", CommandOptionType.MultipleValue)]
    public string[] Labels { get; set; } = [];

    /// <summary>The tenant.</summary>
    [Option("--tenant <TENANT>", "Only hosts of this tenant.", CommandOptionType.SingleValue)]
    public string? Tenant { get; set; }

    /// <summary>Whether nothing was given.</summary>
    public bool IsEmpty => Labels.Length == 0 && Tenant is null;

    /// <summary>What they come to.</summary>
    /// <exception cref="UsageException">A label is none.</exception>
    public HostFilter Read() => new(HostChoice.Checked(() => HostLabels.Parse(Labels)), Tenant);
}
