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
        IEnumerable<string> marks = machines.Concat(disks).Select(import => import.Key).Distinct(StringComparer.Ordinal);
        return [.. marks.Select(mark => Read(mark, [.. machines[mark]], disks[mark])).Where(left => left.Objects.Count > 0)];
    }

    private ImportLeft Read(string mark, string[] machines, IEnumerable<string> disks)
    {
        XmlRpcStruct[] records = [.. machines.Select(machine => inventory.Find(machine)!)];
        IEnumerable<string> groups = records.Select(machine => machine.Text("appliance"))
            .Where(group => inventory.Find(group) is { } found && found.Texts("VMs").All(machines.Contains));
        return new ImportLeft(
            mark,
            [.. records.Select(machine => machine.Text("name_label"))],
            [.. Of("VDI", disks.Where(disk => !inventory.IsUsedByOthers(disk, machines))), .. Of("VM_appliance", groups), .. Of("VM", machines)],
            string.Join(' ', records.Select(machine => machine.Map("other_config").GetValueOrDefault(ImportBeat.Key, ""))));
    }

    private static IEnumerable<(string Class, string Reference)> Of(string name, IEnumerable<string> references)
        => references.Distinct(StringComparer.Ordinal).Select(reference => (name, reference));

    /// <summary>References of the objects of a class, by the mark on them. Snapshots have it from what they are of.</summary>
    private ILookup<string, string> Marked(string name) => inventory.Of(name)
        .Where(record => !record.Value.Flag("is_a_snapshot") && !record.Value.Flag("is_a_template"))
        .Select(record => (Mark: record.Value.Map("other_config").GetValueOrDefault(MadeObjects.MarkKey, ""), Reference: record.Key))
        .Where(marked => marked.Mark.Length > 0).ToLookup(marked => marked.Mark, marked => marked.Reference, StringComparer.Ordinal);
}
