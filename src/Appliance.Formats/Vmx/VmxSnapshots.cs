using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vmx;

/// <summary>
/// The snapshots of a machine, from its .vmsd. They say on which files the disks were frozen; what the configuration
/// names is where the machine goes on, and is what counts.
/// </summary>
internal sealed class VmxSnapshots
{
    // VMware makes 32 snapshots, others more; each may have all disks a machine can have.
    private const int MaxSnapshots = 512;
    private const int MaxDisks = 1024;

    // Enough to know which ones are meant.
    private const int MostNamed = 5;

    private readonly VmxFile _file;
    private readonly List<string> _names = [];
    private readonly Dictionary<string, List<string>> _frozen = new(StringComparer.OrdinalIgnoreCase);

    private VmxSnapshots(VmxFile file)
    {
        _file = file;
        long count = Math.Min(file.Number("snapshot.numSnapshots", 0, int.MaxValue) ?? 0, MaxSnapshots);
        for (int i = 0; i < count; i++)
        {
            Add($"snapshot{i}");
        }
    }

    /// <summary>What the snapshots are called, oldest first.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Reads the .vmsd beside a configuration; null where there is none, or it holds no snapshots.</summary>
    public static async ValueTask<VmxSnapshots?> ReadAsync(VmxFile configuration, IFileFolder folder, Action<string> warn, CancellationToken cancellationToken)
    {
        await using Disk? file = await folder.OpenAsync(Path.ChangeExtension(configuration.Name, ".vmsd"), cancellationToken);
        try
        {
            return file is not null && new VmxSnapshots(await VmxParser.ReadAsync(file, warn, cancellationToken)) is { Names.Count: > 0 } found ? found : null;
        }
        catch (InvalidImageException e)
        {
            // The machine needs it only to go back, which is over.
            warn($"{e.Message}; the snapshots are not told");
            return null;
        }
    }

    /// <summary>Tells which disks stand on top of snapshots, and which ones do not seem to stand where the machine left them.</summary>
    public void Warn(IEnumerable<VmxDisk> disks, Action<string> warn)
    {
        string names = string.Join(", ", _names.Take(MostNamed).Select(name => $"\"{RelativeName.Printable(name)}\""));
        foreach (VmxDisk disk in disks.Where(disk => _frozen.ContainsKey(disk.Disk.Id)))
        {
            string current = NameOf(disk.Disk.FileName!);
            bool isTop = !_frozen[disk.Disk.Id].Contains(current, StringComparer.Ordinal);
            warn(isTop
                ? $"{_file.Name}: the disk {disk.Disk.Id} is \"{RelativeName.Printable(current)}\", on top of the snapshots {names}; what is taken is its newest state, without them"
                : $"{_file.Name}: the disk {disk.Disk.Id} is \"{RelativeName.Printable(current)}\", which was frozen for a snapshot ({names}); what was written since then is in another file, and is not taken");
        }
    }

    private static string NameOf(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    private void Add(string key)
    {
        _names.Add(_file[$"{key}.displayName"] ?? key);
        long disks = Math.Min(_file.Number($"{key}.numDisks", 0, int.MaxValue) ?? 0, MaxDisks);
        for (int i = 0; i < disks; i++)
        {
            if (_file[$"{key}.disk{i}.node"] is { } slot && _file[$"{key}.disk{i}.fileName"] is { } name)
            {
                _frozen.TryAdd(slot, []);
                _frozen[slot].Add(NameOf(name));
            }
        }
    }
}
