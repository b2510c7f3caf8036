using Appliance.Formats;
using Appliance.Formats.Iso;
using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Environments;

/// <summary>
/// Plans how machines learn of their OVF properties: all of it by a disc, where the package asks for one or there is no other way
/// for some of it; all but secrets by xenstore, which the host keeps in memory and shows to whoever may look at its machines.
/// </summary>
/// <param name="context">The host.</param>
/// <param name="warnings">Gets what may go wrong.</param>
internal sealed class EnvironmentPlanner(ImportContext context, List<string> warnings)
{
    // Far more than a descriptor has for people to fill in.
    private const int LargestDocument = 1 << 20;

    /// <summary>Plans.</summary>
    /// <param name="group">The machines.</param>
    /// <param name="wishes">What the user wants.</param>
    /// <param name="records">Their records, in the group's order.</param>
    /// <returns>Those of the machines that have properties.</returns>
    public IReadOnlyList<PlannedEnvironment> Plan(MachineGroup group, IReadOnlyList<PropertyWish> wishes, IReadOnlyList<MachineRecord> records)
    {
        IReadOnlyList<IReadOnlyList<ChosenProperty>> chosen = new PropertyChooser(group, wishes).Choose(warnings.Add);
        return [.. Enumerable.Range(0, records.Count).Where(index => chosen[index].Count > 0).Select(index => Plan(group, chosen, index, records[index]))];
    }

    private PlannedEnvironment Plan(MachineGroup group, IReadOnlyList<IReadOnlyList<ChosenProperty>> chosen, int index, MachineRecord record)
    {
        Machine machine = group.Machines[index];
        byte[] Document(bool withSecrets) => OvfEnvironment.Write(
            EntityOf(machine, chosen[index], withSecrets),
            Enumerable.Range(0, chosen.Count).Where(other => other != index).Select(other => EntityOf(group.Machines[other], chosen[other], withSecrets: false)),
            context.Host.XenVersion);
        EnvironmentKey[] keys = [.. KeysOf(chosen[index], Document(withSecrets: false))];
        EnvironmentKey[] fitting = context.CarriesKeys(record) ? [.. XenstorePaths.Fitting(keys)] : [];
        bool hasDisc = AsksForDisc(machine, chosen[index]) || chosen[index].Any(property => property.IsSecret)
            || keys.Except(fitting).Any(key => key.Path != XenstorePaths.Document);
        Warn(record, [.. keys.Except(fitting)], hasDisc);
        return new PlannedEnvironment(
            record.Name, [.. chosen[index].Select(Shown)], hasDisc ? context.DiscPlace(record.Type, record.Disks.Count) : null, fitting.Length > 0)
        {
            Disc = hasDisc ? DiscOf(record.Name, Document(withSecrets: true)) : default(ReadOnlyMemory<byte>?),
            Keys = fitting,
        };
    }

    // What a machine was told at another place is no reason for a device that it did not have there. Of the ways that there are none
    // of on Xen, such as VMware's guestInfo, the disc takes the place where a user has something to say.
    private static bool AsksForDisc(Machine machine, IReadOnlyList<ChosenProperty> properties)
        => machine.PropertyTransports.Contains("iso") || (machine.PropertyTransports.Count > 0 && properties.Any(property => property.IsGiven));

    private static PlannedProperty Shown(ChosenProperty chosen) => new(chosen.Property.Key, chosen.IsSecret ? "***" : chosen.Value);

    // A machine's secrets are no other's.
    private static OvfEntity EntityOf(Machine machine, IReadOnlyList<ChosenProperty> properties, bool withSecrets)
        => new(machine.Id, [.. properties.Where(chosen => withSecrets || !chosen.IsSecret).Select(chosen => KeyValuePair.Create(chosen.Property.Key, chosen.Value))]);

    private static ReadOnlyMemory<byte> DiscOf(string machine, byte[] document) => document.Length <= LargestDocument
        ? IsoImage.Write(OvfEnvironment.DiscLabel, OvfEnvironment.FileName, document, WriteOptions.Default.Timestamp)
        : throw new UnsupportedImageException(machine, $"its properties have {document.Length} bytes, and a guest is told {LargestDocument} at most");

    private static IEnumerable<EnvironmentKey> KeysOf(IReadOnlyList<ChosenProperty> properties, byte[] document) =>
    [
        new EnvironmentKey(XenstorePaths.Document, System.Text.Encoding.UTF8.GetString(document)),
        .. properties.Where(chosen => !chosen.IsSecret).Select(chosen => new EnvironmentKey(XenstorePaths.Of(chosen.Property.Key), chosen.Value)),
    ];

    private void Warn(MachineRecord record, EnvironmentKey[] left, bool hasDisc)
    {
        if (!context.CarriesKeys(record))
        {
            warnings.Add($"{record.Name}: its properties come by the disc alone: xenstore's keys are written with its network card, and it has none");
        }
        else if (left.Length > 0)
        {
            string others = left.Length > 1 ? $" and {left.Length - 1} more keys are" : " is";
            warnings.Add($"{record.Name}: {left[0].Path}{others} too long for xenstore, and left out there{(hasDisc ? "; the disc has all" : "")}");
        }
    }
}
