using Appliance.Builder.Templates.Parts;
using Appliance.Formats.Machines;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what a machine runs on.</summary>
/// <param name="options">The ways to deploy the appliance.</param>
internal sealed class HardwareReader(IReadOnlyList<DeploymentOption> options)
{
    private const string Options = "options";
    private const int MostCpus = 128;
    private const long LeastMemory = 32 << 20;

    /// <summary>Reads it.</summary>
    public HardwareChoice Read(MapReader? map)
    {
        int cpus = map?.Number("cpus", 1, MostCpus) ?? 1;
        long memory = ReadMemory(map) ?? 512 << 20;
        string[] networks = [.. map?.Texts("networks").Select(text => text.Value) ?? ["VM Network"]];
        MachineSize[] sizes = map is null ? [] : [.. ReadSizes(map, cpus, memory)];
        map?.End();
        MachineSize? preset = sizes.FirstOrDefault(size => options.First(option => option.IsDefault).Id == size.Option);
        return new HardwareChoice(preset?.Cpus ?? cpus, preset?.Memory ?? memory, networks) { Sizes = sizes };
    }

    /// <summary>A size for each option, where one of them says something of its own.</summary>
    private IEnumerable<MachineSize> ReadSizes(MapReader map, int cpus, long memory)
    {
        if (map.Submap(Options) is not { } own)
        {
            return [];
        }

        MachineSize[] sizes = [.. options.Select(option => ReadSize(own.Submap(option.Id), option.Id, cpus, memory))];
        own.End();
        return sizes;
    }

    private static MachineSize ReadSize(MapReader? map, string option, int cpus, long memory)
    {
        var size = new MachineSize(option, map?.Number("cpus", 1, MostCpus) ?? cpus, ReadMemory(map) ?? memory);
        map?.End();
        return size;
    }

    private static long? ReadMemory(MapReader? map)
        => map?.Size("memory") is { } memory && memory < LeastMemory ? throw map.Text("memory")!.Error($"hardware.memory is {LeastMemory >> 20}MiB at least") : map?.Size("memory");
}
