using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Formats.Machines;

namespace Appliance.Cli.Commands.Building;

/// <summary>What is tested of a build on a host.</summary>
/// <param name="Checks">What has to hold.</param>
/// <param name="Commands">What is run on its console, then.</param>
/// <param name="Login">Who logs in for that; null where the console shows a shell by itself.</param>
internal sealed record TestPlan(IReadOnlyList<HealthCheck> Checks, IReadOnlyList<ConsoleTest> Commands, ConsoleLogin? Login)
{
    /// <summary>What a template asks for of a machine.</summary>
    public static TestPlan Of(MachineTemplate machine) => new([.. machine.Checks, .. machine.Tests], machine.Commands, machine.Console);

    /// <summary>All of it, in words.</summary>
    public override string ToString()
        => string.Join(", ", [.. Checks.Count > 0 ? Checks.Select(check => $"{check}") : ["any sign that it is up"], .. Commands.Select(command => $"{command}")]);
}
