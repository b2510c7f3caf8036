using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>Marks on what an import has made: keys of <c>other_config</c>, which are put on, and taken off when it is whole.</summary>
/// <param name="session">The session.</param>
internal sealed class ImportMarks(XapiSession session)
{
    /// <summary>Takes the mark off a disk that is to stay without a machine: what is marked and hangs on none is taken for a leftover.</summary>
    public static Task UnmarkAsync(XapiSession session, string disk) => new ImportMarks(session).DropAsync("VDI", [disk], MadeObjects.MarkKey);

    /// <summary>Marks an object that has no mark yet; a machine gets the first beat, too.</summary>
    /// <param name="name">Its class.</param>
    /// <param name="reference">Its reference.</param>
    /// <param name="mark">The word.</param>
    public async Task PutAsync(string name, string reference, string mark)
    {
        if (name == "VM")
        {
            await session.CallAsync("VM.add_to_other_config", [reference, ImportBeat.Key, "0"], CancellationToken.None);
        }

        await session.CallAsync($"{name}.add_to_other_config", [reference, MadeObjects.MarkKey, mark], CancellationToken.None);
    }

    /// <summary>Takes a key off objects of a class.</summary>
    public async Task DropAsync(string name, IEnumerable<string> references, string key)
    {
        foreach (string reference in references)
        {
            await session.CallAsync($"{name}.remove_from_other_config", [reference, key], CancellationToken.None);
        }
    }
}
