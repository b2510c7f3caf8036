using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>Which host, for verbs that read a package or write one as well.</summary>
internal sealed class HostOptions
{
    /// <summary>Which host.</summary>
    [Option(HostChoice.Option, HostChoice.Description, CommandOptionType.SingleValue)]
    public string? Host { get; set; }

    /// <summary>Connects to the host that is meant; the caller disposes it.</summary>
    /// <exception cref="UsageException">None is.</exception>
    public Task<IXenHost> OpenAsync(CancellationToken cancellationToken) => HostChoice.OpenAsync(HostChoice.Find(Host), cancellationToken);
}
