using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>What every verb that speaks to a host has in common.</summary>
internal abstract class HostCommand : OutputCommand
{
    /// <summary>Which host.</summary>
    [Option(HostChoice.Option, HostChoice.Description, CommandOptionType.SingleValue)]
    public string? Host { get; set; }

    /// <summary>The host that is meant.</summary>
    /// <exception cref="UsageException">None is.</exception>
    protected HostEntry Entry => HostChoice.Find(Host);

    /// <summary>Commands that show a machine and what is half-done, for a message.</summary>
    protected string LookAt(string machine) => Host is null
        ? $"look with appliance show {machine} and appliance host check" : $"look with appliance show {machine} --host {Host} and appliance host check {Host}";

    /// <summary>Connects to the host that is meant; the caller disposes it.</summary>
    protected Task<IXenHost> OpenHostAsync() => HostChoice.OpenAsync(Entry, CancellationToken);
}
