using System.Text;
using System.Xml;
using System.Xml.Linq;
using Appliance.Formats.Machines;
using static Appliance.Formats.Ovf.OvfElements;

namespace Appliance.Formats.Ovf;

/// <summary>Writes an OVF 1.1 descriptor of machines (DSP0243). The same machines give the same bytes.</summary>
public sealed class OvfWriter
{
    private readonly MachineGroup _group;
    private readonly IReadOnlyList<OvfWriterDisk> _disks;
    private readonly OvfDialectWriter _dialect;

    private OvfWriter(MachineGroup group, IReadOnlyList<OvfWriterDisk> disks, OvfDialectWriter dialect)
    {
        _group = group;
        _disks = disks;
        _dialect = dialect;
    }

    /// <summary>Writes a descriptor.</summary>
    /// <param name="group">The machines.</param>
    /// <param name="disks">All their disks, in the order of the files.</param>
    /// <param name="dialect">Whom it is for.</param>
    /// <returns>UTF-8 without a byte order mark.</returns>
    public static byte[] Write(MachineGroup group, IReadOnlyList<OvfWriterDisk> disks, OvfDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(disks);
        return Serialize(new OvfWriter(group, disks, OvfDialectWriter.Of(dialect)).Compose());
    }

    private XElement Compose() => new(
        Envelope + "Envelope", _dialect.EnvelopeAttributes, References(), DiskSection(), NetworkSection(), OvfSizes.Section(_group.DeploymentOptions), Content());

    private XElement References() => new(
        Envelope + "References",
        _disks.Select((disk, i) => new XElement(
            Envelope + "File",
            new XAttribute(Envelope + "id", FileId(i)),
            new XAttribute(Envelope + "href", string.Join('/', disk.Href.Split('/').Select(Uri.EscapeDataString))),
            new XAttribute(Envelope + "size", disk.FileSize))));

    private XElement? DiskSection() => _disks.Count == 0 ? null : new(
        Envelope + "DiskSection",
        Info("The virtual disks"),
        _disks.Select((disk, i) => new XElement(
            Envelope + "Disk",
            new XAttribute(Envelope + "capacity", disk.Capacity),
            Attribute("capacityAllocationUnits", _dialect.CapacityUnits),
            new XAttribute(Envelope + "diskId", DiskId(i)),
            new XAttribute(Envelope + "fileRef", FileId(i)),
            new XAttribute(Envelope + "format", _dialect.DiskFormat),
            Attribute("populatedSize", disk.PopulatedSize?.ToString()))));

    private XElement? NetworkSection()
    {
        string[] names = [.. _group.Networks.Select(network => network.Name)
            .Concat(_group.Machines.SelectMany(machine => machine.NetworkCards).Select(_dialect.NetworkOf)).OfType<string>().Distinct()];
        return names.Length == 0 ? null : new XElement(
            Envelope + "NetworkSection",
            Info("The networks that the machines are on"),
            names.Select(name => new XElement(
                Envelope + "Network",
                new XAttribute(Envelope + "name", Clean(name)),
                new XElement(Envelope + "Description", Clean(_group.Networks.FirstOrDefault(network => network.Name == name)?.Description ?? name)))));
    }

    private XElement Content()
    {
        var numbers = _disks.Select((disk, i) => (disk.Disk.Id, Name: DiskId(i))).ToDictionary(entry => entry.Id, entry => entry.Name);
        var systems = new OvfMachineWriter(_dialect, numbers);
        return _group.Machines is [var single] ? systems.Write(single) : new XElement(
            Envelope + "VirtualSystemCollection",
            new XAttribute(Envelope + "id", Clean(_group.Name)),
            Info("Several machines that belong together"),
            new XElement(Envelope + "Name", Clean(_group.Name)),
            Startup(),
            systems.Products(_group.Products),
            OvfMachineWriter.Licences(_group.Licences),
            OvfMachineWriter.Annotation(_group.Description),
            _group.Machines.Select(systems.Write));
    }

    private XElement Startup() => new(
        Envelope + "StartupSection",
        Info("The order in which the machines start"),
        _group.Machines.Select(machine => new XElement(
            Envelope + "Item",
            new XAttribute(Envelope + "id", Clean(machine.Id)),
            new XAttribute(Envelope + "order", machine.Start.Order),
            new XAttribute(Envelope + "startDelay", (long)machine.Start.StartDelay.TotalSeconds),
            new XAttribute(Envelope + "stopDelay", (long)machine.Start.StopDelay.TotalSeconds),
            new XAttribute(Envelope + "waitingForGuest", machine.Start.WaitsForGuest),
            new XAttribute(Envelope + "startAction", machine.Start.Starts ? "powerOn" : "none"))));

    /// <summary>What the descriptor calls the disk with this number, from 0.</summary>
    internal static string DiskId(int index) => $"disk{index + 1}";

    private static string FileId(int index) => $"file{index + 1}";

    /// <summary>A document, as UTF-8 without a byte order mark.</summary>
    internal static byte[] Serialize(XElement root)
    {
        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(bytes, settings))
        {
            new XDocument(root).Save(writer);
        }

        return bytes.ToArray();
    }
}
