using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>
/// Has a pool make machines of an XVA, which is written as it goes. Until the whole of it is taken, the pool removes by itself what it
/// has made, also where this program is killed.
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
    private static readonly XvaOptions Options = new() { IncludeNetworkCards = false, WriteEndBlocks = false };

    /// <summary>Makes everything but cards and the vApp.</summary>
    /// <param name="source">Its disks are read once, one after the other.</param>
    /// <param name="progress">Called from any thread while disks are copied.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>References of the machines, in the group's order.</returns>
    /// <exception cref="XapiException">The pool did not take it: what the task says.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        XmlRpcValue result = await upload.RunAsync($"/import?sr_id={Uri.EscapeDataString(storage)}", body => SendAsync(source, body, progress, cancellationToken), cancellationToken);
        var found = new List<(string Reference, XmlRpcStruct Fields)>();
        foreach (string vm in result.Texts())
        {
            var fields = (XmlRpcStruct)await session.CallAsync("VM.get_record", [vm], CancellationToken.None);
            await AdoptAsync(vm, fields);
            found.Add((vm, fields));
        }

        return [.. source.Group.Machines.Select(machine => Take(found, machine.Name))];
    }

    private static async Task SendAsync(IMachineSource source, Stream body, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await using var target = new XvaTarget(body, source.Name, Options, WriteOptions.Default);
        await target.WriteAsync(source, progress, cancellationToken);
    }

    /// <summary>The pool tells its machines in any order; no two of a plan have one name.</summary>
    private string Take(List<(string Reference, XmlRpcStruct Fields)> found, string name)
    {
        int index = found.FindIndex(vm => vm.Fields.Text("name_label") == name);
        if (index < 0)
        {
            throw new HostException(session.Host, $"took the package, and has made no machine {name} of it");
        }

        string reference = found[index].Reference;
        found.RemoveAt(index);
        return reference;
    }

    /// <summary>From now on it is removed unless it is kept: first the machine, so that it is not without a mark when its disks are.</summary>
    private async Task AdoptAsync(string vm, XmlRpcStruct fields)
    {
        await made.AdoptAsync("VM", vm, mark);
        foreach (string drive in fields.Texts("VBDs"))
        {
            var record = (XmlRpcStruct)await session.CallAsync("VBD.get_record", [drive], CancellationToken.None);
            if (record.Text("type") == "Disk")
            {
                await made.AdoptAsync("VDI", record.Text("VDI"), mark);
            }
        }
    }
}
