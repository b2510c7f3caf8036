using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>Machines that a pool has made for an import by itself, and their disks, which only the pool can tell.</summary>
/// <param name="session">The session.</param>
internal sealed class AdoptedMachines(XapiSession session)
{
    private readonly HashSet<string> _withUnknownDisks = new(StringComparer.Ordinal);

    /// <summary>Takes machines in, whose disks are not known yet.</summary>
    public void Add(IEnumerable<string> machines) => _withUnknownDisks.UnionWith(machines);

    /// <summary>Whether an object is a machine whose disks could not be found out.</summary>
    public bool HasUnknownDisks(string reference) => _withUnknownDisks.Contains(reference);

    /// <summary>References of a machine's disks.</summary>
    /// <exception cref="HostException">The pool does not tell.</exception>
    public async Task<IReadOnlyList<string>> ReadDisksAsync(string vm)
    {
        var disks = new List<string>();
        foreach (string drive in (await session.CallAsync("VM.get_VBDs", [vm], CancellationToken.None)).Texts())
        {
            var record = (XmlRpcStruct)await session.CallAsync("VBD.get_record", [drive], CancellationToken.None);
            if (record.Text("type") == "Disk")
            {
                disks.Add(record.Text("VDI"));
            }
        }

        _withUnknownDisks.Remove(vm);
        return disks;
    }

    /// <summary>Tries once more where the disks are not known.</summary>
    /// <param name="problems">Gets a sentence for each machine whose disks are not found out.</param>
    /// <returns>References of the disks.</returns>
    public async Task<IReadOnlyList<string>> ReadUnknownDisksAsync(List<string> problems)
    {
        var disks = new List<string>();
        foreach (string vm in _withUnknownDisks.ToArray())
        {
            try
            {
                disks.AddRange(await ReadDisksAsync(vm));
            }
            catch (HostException e)
            {
                problems.Add($"a machine of it, and its disks: {e.Message}");
            }
        }

        return disks;
    }
}
