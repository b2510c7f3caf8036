using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Federation;

/// <summary>How much machines have together.</summary>
/// <param name="Machines">How many they are.</param>
/// <param name="Memory">Bytes of memory.</param>
/// <param name="Cpus">Virtual processors.</param>
/// <param name="Storage">Bytes of virtual disks, whatever of them is written.</param>
public sealed record Amounts(int Machines, long Memory, int Cpus, long Storage)
{
    /// <summary>Nothing.</summary>
    public static Amounts None { get; } = new(0, 0, 0, 0);

    /// <summary>What a machine has.</summary>
    public static Amounts Of(MachineRecord machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return new Amounts(1, machine.Memory, machine.Cpus, machine.Disks.Sum(disk => disk.Size));
    }

    /// <summary>What several have.</summary>
    public static Amounts Sum(IEnumerable<Amounts> all) => all.Aggregate(None, static (sum, each) => sum.Plus(each));

    /// <summary>These and others.</summary>
    public Amounts Plus(Amounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Amounts(Machines + other.Machines, Memory + other.Memory, Cpus + other.Cpus, Storage + other.Storage);
    }
}
