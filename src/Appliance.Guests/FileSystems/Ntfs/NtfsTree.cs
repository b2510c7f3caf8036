using Appliance.Formats;
using Appliance.Guests.Trees;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>Finds paths. Folders are read once and kept, as Windows' own have thousands of names.</summary>
internal sealed class NtfsTree
{
    /// <summary>The root folder.</summary>
    internal const ulong Root = 5;

    // Some 100 bytes each: the largest folder there may be, once.
    private const int MostCachedNames = FileSystem.MostNames;

    private readonly NtfsSession _session;
    private readonly Dictionary<ulong, NtfsFolder> _folders = [];
    private int _cachedNames;

    internal NtfsTree(NtfsSession session) => _session = session;

    /// <summary>What a path other than the root names; null where nothing is there.</summary>
    internal NtfsEntry? Find(string path) => FindFolder(GuestPath.FolderOf(path))?.Find(GuestPath.NameOf(path));

    /// <summary>The names of the folder at a path; null where there is none.</summary>
    internal NtfsFolder? FindFolder(string path) => FindFolderReference(path) is { } reference ? Read(reference) : null;

    /// <summary>The folder at a path; null where there is none.</summary>
    /// <exception cref="InvalidImageException">A folder of the path holds itself.</exception>
    internal ulong? FindFolderReference(string path)
    {
        ulong reference = Root;
        var seen = new HashSet<ulong> { Root };
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Read(reference)?.Find(name) is not { IsFolder: true } entry)
            {
                return null;
            }

            reference = entry.Reference;
            if (!seen.Add(entry.Number))
            {
                throw new InvalidImageException(_session.Name, $"the folders of {path} lead in a circle: run chkdsk on it");
            }
        }

        return reference;
    }

    /// <summary>The names of a folder; null where it is none.</summary>
    internal NtfsFolder? Read(ulong reference)
    {
        ulong number = NtfsEntry.NumberOf(reference);
        if (_folders.TryGetValue(number, out NtfsFolder? folder))
        {
            return folder;
        }

        folder = NtfsFolderReader.Read(_session, reference);
        if (folder is not null)
        {
            Keep(number, folder);
        }

        return folder;
    }

    /// <summary>Tells of a name that was added to a folder.</summary>
    internal void Add(ulong folder, NtfsEntry entry)
    {
        if (_folders.TryGetValue(NtfsEntry.NumberOf(folder), out NtfsFolder? names))
        {
            names.Add(entry);
            _cachedNames++;
        }
    }

    /// <summary>Tells of a folder that changed or went away.</summary>
    internal void Forget(ulong folder)
    {
        if (_folders.Remove(NtfsEntry.NumberOf(folder), out NtfsFolder? names))
        {
            _cachedNames -= names.Count;
        }
    }

    private void Keep(ulong number, NtfsFolder folder)
    {
        if (_cachedNames + folder.Count > MostCachedNames)
        {
            _folders.Clear();
            _cachedNames = 0;
        }

        _cachedNames += folder.Count;
        _folders.Add(number, folder);
    }
}
