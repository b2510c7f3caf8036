using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>
/// What an import has made in a pool so far. All of it carries a mark until the import has come to its end, so that what a
/// crash leaves can be told from what is whole.
/// </summary>
/// <param name="session">The session.</param>
internal sealed class MadeObjects(XapiSession session)
{
    /// <summary>The key of <c>other_config</c> with the mark.</summary>
    public const string MarkKey = "appliance_import";

    // What goes with its machine is not removed by itself.
    private static readonly string[] Parts = ["VBD", "VIF"];

    private readonly List<(string Class, string Reference)> _made = [];

    /// <summary>Makes an object. Nobody can give up in between, so that it is never made without being known here.</summary>
    /// <param name="name">Its class.</param>
    /// <param name="record">Its fields.</param>
    /// <returns>Its reference.</returns>
    public async Task<string> MakeAsync(string name, XmlRpcStruct record)
    {
        string reference = (await session.CallAsync($"{name}.create", [record], CancellationToken.None)).Text();
        _made.Add((name, reference));
        return reference;
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

    /// <summary>Takes the marks off: all of it is whole, and stays.</summary>
    public async Task KeepAsync()
    {
        foreach ((string name, string reference) in _made.Where(made => made.Class is "VM" or "VDI"))
        {
            await session.CallAsync($"{name}.remove_from_other_config", [reference, MarkKey], CancellationToken.None);
        }

        _made.Clear();
    }

    /// <summary>Removes all of it, the last first.</summary>
    /// <returns>What could not be removed, and why; sentences.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync()
    {
        var problems = new List<string>();
        foreach ((string name, string reference) in Enumerable.Reverse(_made).Where(made => !Parts.Contains(made.Class)))
        {
            try
            {
                await session.CallAsync($"{name}.destroy", [reference], CancellationToken.None);
            }
            catch (HostException e)
            {
                problems.Add($"a {name} of it: {e.Message}");
            }
        }

        _made.Clear();
        return problems;
    }
}
