using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;

namespace Appliance.Cli.Commands.Machines;

/// <summary>What every verb has in common that does the same to several machines, and tells of each.</summary>
internal abstract class ChangeCommand : MachinesCommand
{
    /// <summary>The operation, where machines of a group or a pattern are passed by that are already what it would make of them.</summary>
    protected virtual Operation? Verb => null;

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host, IReadOnlyList<ChosenMachine> chosen)
    {
        int code = await new MachineRound(Verbose).RunAsync(chosen, machine => DoAsync(host, machine), CancellationToken);
        if (Json)
        {
            HashSet<string> names = [.. chosen.SelectMany(machine => machine.Members).Select(member => member.Record.Name)];
            Write([.. (await host.ListAsync(CancellationToken)).Where(machine => names.Contains(machine.Record.Name))], chosen);
        }

        return code;
    }

    /// <summary>Does it to one machine, or to a group.</summary>
    /// <returns>What was done, in words.</returns>
    protected abstract Task<string> ActAsync(IXenHost host, string machine);

    private async Task DoAsync(IXenHost host, ChosenMachine machine)
    {
        bool isDone = !machine.IsNamed && Verb is { } operation && machine.Members.All(member => StateTable.IsDone(operation, member.State));
        string sentence = isDone ? $"is {StateTable.Word(machine.Members[0].State)} already" : await ActAsync(host, machine.Name);
        if (!Json)
        {
            TextOutput.Line($"{machine.Name}: {sentence}");
        }
    }
}
