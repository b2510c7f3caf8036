namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>The names in a folder, found whatever their case, as Windows finds them.</summary>
internal sealed class NtfsFolder
{
    private readonly Dictionary<string, NtfsEntry> _byName = new(StringComparer.OrdinalIgnoreCase);

    // Names that differ from another one in case only: the Linux subsystem makes them. They are found if spelled exactly.
    private readonly Dictionary<string, NtfsEntry> _doubles = new(StringComparer.Ordinal);

    internal NtfsFolder(IEnumerable<NtfsEntry> entries)
    {
        foreach (NtfsEntry entry in entries.OrderBy(entry => entry.IsShortName))
        {
            Add(entry);
        }
    }

    /// <summary>All names.</summary>
    internal int Count => _byName.Count + _doubles.Count;

    /// <summary>What a folder shows: no 8.3 twins, none of NTFS' own files.</summary>
    internal IEnumerable<NtfsEntry> Shown => _byName.Values.Concat(_doubles.Values).Where(entry => !entry.IsShortName);

    /// <summary>Finds a name, long or 8.3; null where there is none.</summary>
    internal NtfsEntry? Find(string name) => _doubles.GetValueOrDefault(name) ?? _byName.GetValueOrDefault(name);

    /// <summary>Adds a name.</summary>
    internal void Add(NtfsEntry entry)
    {
        if (!_byName.TryAdd(entry.Name, entry) && !entry.IsShortName)
        {
            _ = _doubles.TryAdd(entry.Name, entry);
        }
    }
}
