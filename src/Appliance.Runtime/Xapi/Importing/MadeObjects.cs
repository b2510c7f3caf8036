using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>
/// What an import has made in a pool so far. All of it carries a mark until the import has come to its end, so that what a
/// crash leaves can be told from what is whole, and shows a beat, so that it can be told from what is still being made.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="time">The clock.</param>
internal sealed class MadeObjects(XapiSession session, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The key of <c>other_config</c> with the mark: the same word on all that one import makes.</summary>
    public const string MarkKey = "appliance_import";

    // What goes with its machine is not removed by itself.
    private static readonly string[] Parts = ["VBD", "VIF"];

    // Storages take their time to remove a disk; a pool that is gone is not waited for.
    private static readonly TimeSpan LongestRemoval = TimeSpan.FromMinutes(1);

    private readonly List<(string Class, string Reference)> _made = [];
    private readonly AdoptedMachines _adopted = new(session);
    private readonly Lock _lock = new();
    private readonly ImportMarks _marks = new(session);
    private ImportBeat? _beat;

    /// <summary>Makes an object; may be called from any thread. Who gives up in between waits for it a little, so that it is not made without being known here.</summary>
    /// <param name="name">Its class.</param>
    /// <param name="record">Its fields.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its reference.</returns>
    public async Task<string> MakeAsync(string name, XmlRpcStruct record, CancellationToken cancellationToken)
    {
        string reference = (await session.MakeAsync($"{name}.create", [record], cancellationToken)).Text();
        Note(name, [reference]);
        if (name == "VM")
        {
            Beat(() => Task.FromResult<string?>(reference));
        }

        return reference;
    }

    /// <summary>Shows from now on that somebody is at work; once is enough.</summary>
    /// <param name="find">Gives the machine that shows it; null as long as it is not there.</param>
    public void Beat(Func<Task<string?>> find)
    {
        lock (_lock)
        {
            if (_beat is null)
            {
                _beat = new ImportBeat(session, time);
                _beat.Start(find);
            }
        }
    }

    /// <summary>
    /// Takes over machines that the pool has made for this import, with their disks. They are marked, where the marks that they came
    /// with were lost: first the machine, so that it is not without a mark when its disks are.
    /// </summary>
    /// <param name="machines">Their references; all are known before the first call that may fail.</param>
    /// <param name="mark">The word.</param>
    public async Task AdoptAsync(IReadOnlyList<string> machines, string mark)
    {
        _adopted.Add(machines);
        Note("VM", machines);
        foreach (string vm in machines)
        {
            await _marks.PutAsync("VM", vm, mark);
            IReadOnlyList<string> disks = await _adopted.ReadDisksAsync(vm);
            Note("VDI", disks);
            foreach (string disk in disks)
            {
                await _marks.PutAsync("VDI", disk, mark);
            }
        }
    }

    /// <summary>Makes a machine part of a vApp. No constructor takes that.</summary>
    /// <param name="vm">Reference of the machine.</param>
    /// <param name="group">Reference of the vApp.</param>
    /// <param name="record">Says when it starts and stops.</param>
    public async Task JoinAsync(string vm, string group, XmlRpcStruct record)
    {
        await session.CallAsync("VM.set_appliance", [vm, group], CancellationToken.None);
        foreach (string field in (string[])["order", "start_delay", "shutdown_delay"])
        {
            await session.CallAsync($"VM.set_{field}", [vm, record.Find(field)!], CancellationToken.None);
        }
    }

    /// <summary>
    /// Takes the marks off: all of it is whole, and stays. A machine is there with its own mark off, and a disk of such a machine is
    /// left alone whatever is on it: when this is cut off, none is taken for a leftover.
    /// </summary>
    public async Task KeepAsync()
    {
        string[] machines = Of("VM"), disks = Of("VDI");
        await _marks.DropAsync("VM", machines, MarkKey);
        await _marks.DropAsync("VDI", disks, MarkKey);
        await DisposeAsync();
        await _marks.DropAsync("VM", machines, ImportBeat.Key);
        _made.Clear();
    }

    /// <summary>Removes all of it, the last first. A machine stays, with its mark, where its disks would be left without one.</summary>
    /// <returns>What could not be removed, and why; sentences.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync()
    {
        var tasks = new XapiTasks(session, time);
        var problems = new List<string>();
        Note("VDI", await _adopted.ReadUnknownDisksAsync(problems));
        foreach ((string name, string reference) in Enumerable.Reverse(_made).Where(made => !Parts.Contains(made.Class) && !_adopted.HasUnknownDisks(made.Reference)))
        {
            using var limit = new CancellationTokenSource(LongestRemoval, time);
            try
            {
                await tasks.RunAsync($"{name}.destroy", [reference], limit.Token);
            }
            catch (XapiException e)
            {
                problems.Add($"a {name} of it: {e.Message}");
            }
            catch (Exception e) when (e is HostException or OperationCanceledException)
            {
                problems.Add($"a {name} of it, and what was made before: {(e is HostException ? e.Message : "the pool does not get it done")}");
                break;
            }
        }

        _made.Clear();
        await DisposeAsync();
        return problems;
    }

    /// <summary>Ends the beat; what was made stays as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_beat is { } beat)
        {
            _beat = null;
            await beat.DisposeAsync();
        }
    }

    /// <summary>Notes objects, each once.</summary>
    private void Note(string name, IEnumerable<string> references)
    {
        lock (_lock)
        {
            _made.AddRange(references.Select(reference => (name, reference)).Except(_made).ToArray());
        }
    }

    private string[] Of(string name) => [.. _made.Where(made => made.Class == name).Select(made => made.Reference)];
}
