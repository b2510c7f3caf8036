using Appliance.Formats;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Registry;

/// <summary>The hives of an installed Windows, each opened once when it is first asked for, and written back together.</summary>
internal sealed class WindowsHives : IDisposable
{
    private readonly GuestTree _tree;
    private readonly string _folder;
    private readonly Dictionary<string, RegistryHive> _open = new(StringComparer.Ordinal);

    /// <summary>The hives of a system.</summary>
    /// <param name="tree">The guest's files.</param>
    /// <param name="systemRoot">The folder of the system: <c>/Windows</c>.</param>
    public WindowsHives(GuestTree tree, string systemRoot)
    {
        _tree = tree;
        _folder = GuestPath.Join(systemRoot, "System32/config");
    }

    /// <summary>HKEY_LOCAL_MACHINE\SYSTEM.</summary>
    public RegistryHive System => Open("SYSTEM");

    /// <summary>HKEY_LOCAL_MACHINE\SOFTWARE.</summary>
    public RegistryHive Software => Open("SOFTWARE");

    /// <summary>Writes those that were changed.</summary>
    public void Commit()
    {
        foreach ((string name, RegistryHive hive) in _open)
        {
            if (hive.HasChanges)
            {
                using var content = new MemoryStream(hive.Commit(), writable: false);
                _tree.Write(GuestPath.Join(_folder, name), content);
            }
        }
    }

    public void Dispose()
    {
        foreach (RegistryHive hive in _open.Values)
        {
            hive.Dispose();
        }
    }

    private RegistryHive Open(string name)
    {
        if (!_open.TryGetValue(name, out RegistryHive? hive))
        {
            string path = GuestPath.Join(_folder, name);
            byte[] content = _tree.ReadBytes(path, RegistryHive.MostBytes)
                ?? throw new InvalidImageException($"{_tree.Name}:{path}", "the registry hive is not there");
            _open[name] = hive = RegistryHive.Open($"{_tree.Name}:{path}", content);
        }

        return hive;
    }
}
