using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>What every verb that speaks to a host has in common.</summary>
internal abstract class HostCommand
{
    /// <summary>Which host.</summary>
    [Option("--host <HOST>", "x", CommandOptionType.SingleValue)]
    public string? Host { get; set; }

    /// <summary>Whether to print JSON.</summary>
    [Option("--json", "Print the result as one JSON document.", CommandOptionType.NoValue)]
    public bool Json { get; set; }

    /// <summary>Whether to keep quiet.</summary>
    [Option("--quiet", "No progress, no warnings.", CommandOptionType.NoValue)]
    public bool Quiet { get; set; }

    /// <summary>Whether to show where an error comes from.</summary>
    [Option("--verbose", "Show where an error comes from.", CommandOptionType.NoValue)]
    public bool Verbose { get; set; }

    /// <summary>Cancelled when the user wants to stop.</summary>
    protected static CancellationToken CancellationToken => RunCommand.CancellationToken;

    /// <summary>Opens.</summary>
    protected Task<IXenHost> OpenHostAsync() => throw new NotSupportedException(Host);
}
