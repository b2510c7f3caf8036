using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>Marks on what an import has made: keys of <c>other_config</c>, which are put on, and taken off when it is whole.</summary>
/// <param name="session">The session.</param>
internal sealed class ImportMarks(XapiSession session)
{
    /// <summary>Takes the mark off a disk that is to stay without a machine: what is marked and hangs on none is taken for a leftover.</summary>
    public static Task UnmarkAsync(XapiSession session, string disk) => new ImportMarks(session).DropAsync("VDI", [disk], MadeObjects.MarkKey);

    /// <summary>Marks an object, where the mark is not on it already; a machine gets the first beat, too.</summary>
    /// <param name="name">Its class.</param>
    /// <param name="reference">Its reference.</param>
    /// <param name="mark">The word.</param>
    public async Task PutAsync(string name, string reference, string mark)
    {
        if (name == "VM")
        {
            await AddAsync(name, reference, ImportBeat.Key, ImportBeat.First);
        }

        await AddAsync(name, reference, MadeObjects.MarkKey, mark);
    }

    /// <summary>Takes a key off objects of a class.</summary>
    public async Task DropAsync(string name, IEnumerable<string> references, string key)
    {
        foreach (string reference in references)
        {
            await session.CallAsync($"{name}.remove_from_other_config", [reference, key], CancellationToken.None);
        }
    }

    private async Task AddAsync(string name, string reference, string key, string value)
    {
        try
        {
            await session.CallAsync($"{name}.add_to_other_config", [reference, key, value], CancellationToken.None);
        }
        catch (XapiException e) when (e.Error.Code == XapiError.MapDuplicateKey)
        {
            // It is there.
        }
    }
}
