using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>What every verb has in common that does something to one machine.</summary>
internal abstract class MachineCommand : HostCommand
{
    /// <summary>The machine.</summary>
    [Argument(0, "MACHINE", "A machine on the host.")]
    [Required(ErrorMessage = "name a MACHINE; appliance list shows them")]
    public string Machine { get; set; } = "";

    /// <inheritdoc/>
    public override string Aftermath => $"{Machine} may have been changed, or be half-way: {LookAt(Machine)}";

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        ReadOptions();
        await using IXenHost host = await OpenHostAsync();
        return await RunAsync(host);
    }

    /// <summary>Reads what was typed, before anything is asked of a host.</summary>
    /// <exception cref="UsageException">It is wrong.</exception>
    protected virtual void ReadOptions()
    {
    }

    /// <summary>Runs the verb on the host.</summary>
    protected abstract Task<int> RunAsync(IXenHost host);

    /// <summary>Tells what was done: a sentence, or the machine as it is now, as JSON.</summary>
    protected async Task<int> ReportAsync(IXenHost host, string sentence)
    {
        if (!Json)
        {
            TextOutput.Line($"{Machine}: {sentence}");
            return ExitCode.Done;
        }

        JsonOutput.Write(await host.FindAsync(Machine, CancellationToken), JsonTypes.Default.MachineStatus);
        return ExitCode.Done;
    }
}
