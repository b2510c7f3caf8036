using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>What an OVF descriptor says, for one deployment configuration.</summary>
public sealed class OvfDescriptor
{
    /// <summary>The machines. A disk's <see cref="MachineDisk.FileName"/> is the <see cref="OvfFile.Href"/> of its file.</summary>
    public required MachineGroup Group { get; init; }

    /// <summary>Every file the package refers to, in the descriptor's order; some belong to no disk (NVRAM, icons, logs).</summary>
    public required IReadOnlyList<OvfFile> Files { get; init; }

    /// <summary>OVF version: 0.9, 1.0, 1.1, 2.0; as written, or after the namespace where it is not.</summary>
    public required string Version { get; init; }

    /// <summary>The declaration behind each disk of <see cref="Group"/>, by <see cref="MachineDisk.Id"/>.</summary>
    public required IReadOnlyDictionary<string, OvfDisk> Disks { get; init; }

    /// <summary>The ways to deploy the package; empty where there is just one.</summary>
    public IReadOnlyList<OvfConfiguration> Configurations { get; init; } = [];

    /// <summary>The configuration that was read; null where the package has none.</summary>
    public string? Configuration { get; init; }

    /// <summary>The disks in the order in which an archive has their files: that of References; blank ones first.</summary>
    internal IEnumerable<MachineDisk> DisksInOrder
    {
        get
        {
            Dictionary<string, int> places = Files.Select((file, i) => (file.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i);
            return Group.Disks.OrderBy(disk => Disks[disk.Id].FileRef is { } id ? places.GetValueOrDefault(id) : -1);
        }
    }

    /// <summary>What was left out, guessed or strange; one sentence each, at most 200.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The disk that another one is a delta of; null where no machine has it.</summary>
    /// <param name="parentRef">What <see cref="OvfDisk.ParentRef"/> says.</param>
    internal OvfDisk? ParentOf(string parentRef) => Disks.Values.FirstOrDefault(disk => disk.DiskId == parentRef);
}
