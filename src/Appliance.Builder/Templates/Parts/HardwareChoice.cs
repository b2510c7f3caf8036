using Appliance.Formats.Machines;

namespace Appliance.Builder.Templates.Parts;

/// <summary>What an appliance runs on.</summary>
/// <param name="Cpus">Virtual processors.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="Networks">Names of networks, one for each card.</param>
public sealed record HardwareChoice(int Cpus, long Memory, IReadOnlyList<string> Networks)
{
    /// <summary>What it has under each deployment option; empty where that is the same for all.</summary>
    public IReadOnlyList<MachineSize> Sizes { get; init; } = [];
}
