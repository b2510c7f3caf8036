using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>What every verb has in common that takes several machines.</summary>
internal abstract class MachinesCommand : HostCommand
{
    /// <summary>The machines.</summary>
    [Argument(0, "MACHINE", "Machines on the host: names, groups, or patterns in quotes, 'web*'.")]
    [Required(ErrorMessage = "name a MACHINE; appliance list shows them")]
    public string[] Machines { get; set; } = [];

    /// <inheritdoc/>
    public override string Aftermath => IsOne
        ? $"{Machines[0]} may have been changed, or be half-way: {LookAt(Machines[0])}" : $"those not told as done may be half-way: {LookAt(string.Join(' ', Machines.Select(Quote)))}";

    /// <summary>Whether a group is handed to the host as a whole.</summary>
    protected virtual bool KeepsGroups => false;

    /// <summary>Whether one machine was named, and no pattern.</summary>
    protected bool IsOne => Machines is [var name] && !NamePattern.IsPattern(name);

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        ReadOptions();
        await using IXenHost host = await OpenHostAsync();
        return await RunAsync(host, MachineChoice.Choose(await host.ListAsync(CancellationToken), Machines, KeepsGroups));
    }

    /// <summary>Reads what was typed, before anything is asked of a host.</summary>
    /// <exception cref="UsageException">It is wrong.</exception>
    protected virtual void ReadOptions()
    {
    }

    /// <summary>Runs the verb.</summary>
    /// <returns>The exit code.</returns>
    protected abstract Task<int> RunAsync(IXenHost host, IReadOnlyList<ChosenMachine> chosen);

    /// <summary>Writes machines as JSON: one that was named by itself alone, otherwise a list.</summary>
    protected void Write(IReadOnlyList<MachineStatus> machines, IReadOnlyList<ChosenMachine> chosen)
    {
        if (IsOne && machines is [var alone] && chosen is [{ IsGroup: false, IsNamed: true }])
        {
            JsonOutput.Write(alone, JsonTypes.Default.MachineStatus);
        }
        else
        {
            JsonOutput.Write(machines, JsonTypes.Default.IReadOnlyListMachineStatus);
        }
    }

    private static string Quote(string word) => NamePattern.IsPattern(word) ? $"'{word}'" : word;
}
