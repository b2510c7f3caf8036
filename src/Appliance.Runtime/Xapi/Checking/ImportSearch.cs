using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Importing;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Checking;

/// <summary>Finds, in what a pool knows, imports that have not come to their end, by the marks on what they have made.</summary>
/// <param name="inventory">What the pool knows.</param>
internal sealed class ImportSearch(XapiInventory inventory)
{
    /// <summary>All there are.</summary>
    public IReadOnlyList<ImportLeft> Run()
    {
        ILookup<string, string> machines = Marked("VM"), disks = Marked("VDI");
        return [.. machines.Concat(disks).Select(import => import.Key).Distinct(StringComparer.Ordinal).Select(mark => Read(mark, [.. machines[mark]], disks[mark]))];
    }

    private ImportLeft Read(string mark, string[] machines, IEnumerable<string> disks)
    {
        XmlRpcStruct[] records = [.. machines.Select(machine => inventory.Find(machine)!)];
        // A disk may have lost its mark already; it goes with the machines as long as nobody else has it.
        IEnumerable<string> hanging = records.SelectMany(machine => inventory.All(machine, "VBDs")).Where(vbd => vbd.Text("type") == "Disk").Select(vbd => vbd.Text("VDI"))
            .Where(disk => inventory.Find(disk) is { } vdi && inventory.All(vdi, "VBDs").All(vbd => machines.Contains(vbd.Text("VM"))));
        IEnumerable<string> groups = records.Select(machine => machine.Text("appliance"))
            .Where(group => inventory.Find(group) is { } found && found.Texts("VMs").All(machines.Contains));
        return new ImportLeft(
            mark,
            [.. records.Select(machine => machine.Text("name_label"))],
            [.. Of("VM", machines), .. Of("VDI", disks.Concat(hanging)), .. Of("VM_appliance", groups)],
            string.Join(' ', records.Select(machine => machine.Map("other_config").GetValueOrDefault(ImportBeat.Key, ""))));
    }

    private static IEnumerable<(string Class, string Reference)> Of(string name, IEnumerable<string> references)
        => references.Distinct(StringComparer.Ordinal).Select(reference => (name, reference));

    /// <summary>References of the objects of a class, by the mark on them.</summary>
    private ILookup<string, string> Marked(string name) => inventory.Of(name)
        .Select(record => (Mark: record.Value.Map("other_config").GetValueOrDefault(MadeObjects.MarkKey, ""), Reference: record.Key))
        .Where(marked => marked.Mark.Length > 0).ToLookup(marked => marked.Mark, marked => marked.Reference, StringComparer.Ordinal);
}
