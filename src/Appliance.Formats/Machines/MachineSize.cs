namespace Appliance.Formats.Machines;

/// <summary>What a machine has where a deployment option is chosen.</summary>
/// <param name="Option">The identifier of the option.</param>
/// <param name="Cpus">Virtual processors.</param>
/// <param name="Memory">Bytes.</param>
public sealed record MachineSize(string Option, int Cpus, long Memory);
