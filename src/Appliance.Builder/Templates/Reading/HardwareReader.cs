using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what an appliance runs on.</summary>
internal static class HardwareReader
{
    private const int MostCpus = 128;
    private const long LeastMemory = 32 << 20;

    /// <summary>Reads it.</summary>
    public static HardwareChoice Read(MapReader? map)
    {
        var hardware = new HardwareChoice(map?.Number("cpus", 1, MostCpus) ?? 1, map?.Size("memory") ?? 512 << 20, [.. map?.Texts("networks").Select(text => text.Value) ?? ["VM Network"]]);
        map?.End();
        return hardware.Memory >= LeastMemory ? hardware : throw map!.Text("memory")!.Error($"hardware.memory is {LeastMemory >> 20}MiB at least");
    }
}
