using System.Collections.Concurrent;
using Appliance.Runtime.Machines;

namespace Appliance.Cli.Commands.Machines;

/// <summary>Does the same to machines, side by side. What one of them refuses keeps no other from it.</summary>
/// <param name="verbose">Whether to tell where an error comes from.</param>
internal sealed class MachineRound(bool verbose)
{
    // Each takes two sessions of the one connection, of which OpenSSH's server allows ten. A group does so much by itself.
    private const int MostAtOnce = 4;

    /// <summary>Does it; what fails is told, a line each.</summary>
    /// <returns>The worst exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<ChosenMachine> machines, Func<ChosenMachine, Task> act, CancellationToken cancellationToken)
    {
        if (machines.Count == 1)
        {
            await act(machines[0]);
            return ExitCode.Done;
        }

        var codes = new ConcurrentBag<int> { ExitCode.Done };
        var options = new ParallelOptions { MaxDegreeOfParallelism = machines.Any(machine => machine.IsGroup) ? 1 : MostAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(machines, options, async (machine, _) =>
        {
            try
            {
                await act(machine);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                codes.Add(Failure.Report(e, verbose));
            }
        });
        return codes.Max();
    }
}
