using Appliance.Formats.Machines;

namespace Appliance.Formats.Xva;

/// <summary>Every object of the file with its reference: what the descriptor and the order of the disks follow from.</summary>
internal sealed class XvaLayout
{
    /// <summary>
    /// The device number of the first CD drive, by the convention of XenServer's own tools; disks step over it even where
    /// there is no drive, so that one can be added.
    /// </summary>
    public const int CdPosition = 3;

    // A card that the package connects to nothing must not end up in whatever network a host happens to have first.
    private const string UnnamedNetwork = "Unassigned";

    private readonly Dictionary<string, XvaDiskSlot> _disks = [];
    private readonly Dictionary<string, string> _networks = [];
    private readonly List<XvaMachineSlot> _machines = [];
    private readonly int _digits;
    private int _references;

    private XvaLayout(int digits) => _digits = digits;

    /// <summary>The machines, in the group's order.</summary>
    public IReadOnlyList<XvaMachineSlot> Machines => _machines;

    /// <summary>The disks in the order of their references, which is that of their content in the file.</summary>
    public IReadOnlyCollection<XvaDiskSlot> Disks => _disks.Values;

    /// <summary>References of the networks by their names.</summary>
    public IReadOnlyDictionary<string, string> Networks => _networks;

    /// <summary>Reference of the one storage repository that all disks come from.</summary>
    public string Storage { get; private set; } = "";

    /// <summary>Gives everything in a source its reference.</summary>
    /// <param name="source">The machines, and the order in which their disks are to be read.</param>
    /// <param name="diskSizes">Bytes of each disk, by <see cref="MachineDisk.Id"/>.</param>
    /// <param name="options">Says whether network cards are kept.</param>
    public static XvaLayout Create(IMachineSource source, IReadOnlyDictionary<string, long> diskSizes, XvaOptions options)
    {
        MachineGroup group = source.Group;
        var layout = new XvaLayout(CountDigits(group));
        layout.Storage = layout.NextReference();
        foreach (MachineDisk disk in source.DisksInOrder)
        {
            layout.AddDisk(disk, diskSizes[disk.Id]);
        }

        foreach (Machine machine in group.Machines)
        {
            layout.AddMachine(machine, options);
        }

        return layout;
    }

    /// <summary>
    /// Size of the disk that a host is to make. Rounded up to whole chunks: xapi's importer takes the first chunk of the
    /// file as the length of every gap, so that a short one would shift what follows, and storage drivers that round
    /// sizes themselves have failed on odd ones.
    /// </summary>
    public static long RoundUp(long size) => Math.Max(1, XvaFormat.CountChunks(size)) * XvaFormat.ChunkSize;

    // xapi compares references as text: all get the same number of digits, so that the order of the numbers is that of the texts.
    private static int CountDigits(MachineGroup group)
    {
        int objects = 1 + group.Machines.Sum(m => 1 + (2 * m.Disks.Count) + m.OpticalDrives.Count + (2 * m.NetworkCards.Count));
        return Math.Max(4, $"{objects}".Length);
    }

    private string NextReference() => $"Ref:{(++_references).ToString($"D{_digits}")}";

    private void AddDisk(MachineDisk disk, long size)
    {
        if (!_disks.ContainsKey(disk.Id))
        {
            _disks.Add(disk.Id, new XvaDiskSlot(NextReference(), disk, RoundUp(size)));
        }
    }

    private void AddMachine(Machine machine, XvaOptions options)
    {
        string id = NextReference();
        XvaDriveSlot[] drives = [.. PlaceDisks(machine), .. PlaceOpticalDrives(machine)];
        IEnumerable<NetworkCard> cards = options.IncludeNetworkCards ? machine.NetworkCards : [];
        _machines.Add(new XvaMachineSlot(id, machine, drives, [.. cards.Select(PlaceCard)]));
    }

    /// <summary>The boot disk comes first, whatever the package's order: Xen's firmware starts from device 0.</summary>
    private IEnumerable<XvaDriveSlot> PlaceDisks(Machine machine)
    {
        IEnumerable<MachineDisk> disks = machine.Disks;
        if (machine.Disks.FirstOrDefault(disk => disk.IsBootable == true) is { } boot)
        {
            disks = [boot, .. machine.Disks.Where(disk => disk != boot)];
        }

        return disks.Select((disk, index) =>
            new XvaDriveSlot(NextReference(), _disks[disk.Id], index < CdPosition ? index : index + 1, IsBootable: index == 0));
    }

    private IEnumerable<XvaDriveSlot> PlaceOpticalDrives(Machine machine)
    {
        int behind = Math.Max(CdPosition, machine.Disks.Count); // the last device that the disks and the first drive take
        return machine.OpticalDrives.Select((_, index) =>
            new XvaDriveSlot(NextReference(), Disk: null, index == 0 ? CdPosition : behind + index, IsBootable: false));
    }

    private XvaCardSlot PlaceCard(NetworkCard card, int index)
    {
        string network = card.Network ?? UnnamedNetwork;
        if (!_networks.TryGetValue(network, out string? id))
        {
            _networks.Add(network, id = NextReference());
        }

        return new XvaCardSlot(NextReference(), id, index, card);
    }
}
