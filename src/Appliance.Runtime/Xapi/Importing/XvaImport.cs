using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>
/// Has a pool make machines of an XVA, which is written as it goes. Until the whole of it is taken, the pool removes by itself what it
/// has made, also where this program is killed; afterwards it is known by the marks that it carries from the first moment.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="made">Gets all that is made.</param>
/// <param name="upload">Sends to the pool.</param>
/// <param name="storage">Reference of the storage that the disks go to.</param>
/// <param name="mark">The word that marks the objects until the end.</param>
internal sealed class XvaImport(XapiSession session, MadeObjects made, XapiUpload upload, string storage, string mark)
{
    // Cards are made afterwards: an import gives them new addresses, and networks of their own where a name is not found.
    // A host reads no end of the file, and resets the connection where one is sent.
    private readonly XvaOptions _options = new()
    {
        IncludeNetworkCards = false,
        WriteEndBlocks = false,
        MachineKeys = new Dictionary<string, string> { [MadeObjects.MarkKey] = mark, [ImportBeat.Key] = ImportBeat.First },
        DiskKeys = new Dictionary<string, string> { [MadeObjects.MarkKey] = mark },
    };

    /// <summary>Makes everything but cards and the vApp.</summary>
    /// <param name="source">Its disks are read once, one after the other.</param>
    /// <param name="progress">Called from any thread while disks are copied.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>References of the machines, in the group's order.</returns>
    /// <exception cref="XapiException">The pool did not take it: what the task says.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        made.Beat(() => FindAsync(source.Group.Machines[0].Name));
        XmlRpcValue result = await UploadAsync(source, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var found = new List<(string Reference, string Name)>();
        foreach (string vm in result.Texts())
        {
            found.Add((vm, (await session.CallAsync("VM.get_name_label", [vm], CancellationToken.None)).Text()));
        }

        return [.. source.Group.Machines.Select(machine => Take(found, machine.Name))];
    }

    /// <summary>Sends it. Whatever is there afterwards is known, also where no end was told.</summary>
    private async Task<XmlRpcValue> UploadAsync(IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        bool isTaken = false;
        try
        {
            XmlRpcValue result = await upload.RunAsync(
                $"/import?sr_id={Uri.EscapeDataString(storage)}", body => SendAsync(source, body, progress, cancellationToken), machines => made.AdoptAsync(machines.Texts(), mark), cancellationToken);
            isTaken = true;
            return result;
        }
        finally
        {
            if (!isTaken)
            {
                // A pool that does not answer now has told so already.
                await AdoptMarkedAsync(source).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task AdoptMarkedAsync(IMachineSource source)
    {
        string?[] left = await Task.WhenAll(source.Group.Machines.Select(machine => FindAsync(machine.Name)));
        await made.AdoptAsync([.. left.OfType<string>()], mark);
    }

    private async Task SendAsync(IMachineSource source, Stream body, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await using var target = new XvaTarget(body, source.Name, _options, WriteOptions.Default);
        await target.WriteAsync(source, progress, cancellationToken);
    }

    /// <summary>A machine of this import that the pool has made already; null where there is none.</summary>
    private async Task<string?> FindAsync(string name)
    {
        foreach (string vm in (await session.CallAsync("VM.get_by_name_label", [name], CancellationToken.None)).Texts())
        {
            var config = (XmlRpcStruct)await session.CallAsync("VM.get_other_config", [vm], CancellationToken.None);
            if (config.Text(MadeObjects.MarkKey) == mark)
            {
                return vm;
            }
        }

        return null;
    }

    /// <summary>The pool tells its machines in any order; no two of a plan have one name.</summary>
    private string Take(List<(string Reference, string Name)> found, string name)
    {
        int index = found.FindIndex(vm => vm.Name == name);
        if (index < 0)
        {
            throw new HostException(session.Host, $"took the package, and has made no machine {name} of it");
        }

        string reference = found[index].Reference;
        found.RemoveAt(index);
        return reference;
    }
}
