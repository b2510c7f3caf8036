using System.Text;
using System.Xml;
using System.Xml.Linq;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Writes an OVF 1.1 descriptor of machines with VHD disks (DSP0243), with the settings that XenCenter reads. The same
/// machines give the same bytes.
/// </summary>
public static class OvfWriter
{
    private const string VhdFormat = "http://www.microsoft.com/technet/virtualserver/downloads/vhdspec.mspx";

    internal static readonly XNamespace Envelope = "http://schemas.dmtf.org/ovf/envelope/1";
    internal static readonly XNamespace Rasd = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData";
    internal static readonly XNamespace Vssd = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData";
    internal static readonly XNamespace Xen = "http://schemas.citrix.com/ovf/envelope/1";

    /// <summary>Writes a descriptor.</summary>
    /// <param name="group">The machines.</param>
    /// <param name="disks">All their disks.</param>
    /// <returns>UTF-8 without a byte order mark.</returns>
    public static byte[] Write(MachineGroup group, IReadOnlyList<OvfWriterDisk> disks)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(disks);
        var envelope = new XElement(
            Envelope + "Envelope",
            new XAttribute(XNamespace.Xmlns + "ovf", Envelope),
            new XAttribute(XNamespace.Xmlns + "rasd", Rasd),
            new XAttribute(XNamespace.Xmlns + "vssd", Vssd),
            new XAttribute(XNamespace.Xmlns + "xen", Xen),
            new XAttribute(Envelope + "version", "1.1"),
            References(disks),
            DiskSection(disks),
            NetworkSection(group),
            Content(group, disks));
        return Serialize(envelope);
    }

    /// <summary>Text that XML can hold: control characters of a stranger's description become question marks.</summary>
    internal static string Clean(string text) => string.Concat(text.EnumerateRunes().Select(
        rune => rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "?"));

    /// <summary>What the descriptor calls the disk with this number, from 0.</summary>
    internal static string DiskId(int index) => $"disk{index + 1}";

    internal static XElement Info(string text) => new(Envelope + "Info", text);

    private static XElement References(IEnumerable<OvfWriterDisk> disks) => new(
        Envelope + "References",
        disks.Select((disk, i) => new XElement(
            Envelope + "File",
            new XAttribute(Envelope + "id", FileId(i)),
            new XAttribute(Envelope + "href", string.Join('/', disk.Href.Split('/').Select(Uri.EscapeDataString))),
            new XAttribute(Envelope + "size", disk.FileSize))));

    private static XElement? DiskSection(IReadOnlyList<OvfWriterDisk> disks) => disks.Count == 0 ? null : new(
        Envelope + "DiskSection",
        Info("The virtual disks"),
        disks.Select((disk, i) => new XElement(
            Envelope + "Disk",
            new XAttribute(Envelope + "capacity", disk.Capacity),
            new XAttribute(Envelope + "diskId", DiskId(i)),
            new XAttribute(Envelope + "fileRef", FileId(i)),
            new XAttribute(Envelope + "format", VhdFormat))));

    private static XElement? NetworkSection(MachineGroup group)
    {
        string[] names = [.. group.Networks.Select(network => network.Name)
            .Concat(group.Machines.SelectMany(machine => machine.NetworkCards).Select(card => card.Network)).OfType<string>().Distinct()];
        return names.Length == 0 ? null : new XElement(
            Envelope + "NetworkSection",
            Info("The networks that the machines are on"),
            names.Select(name => new XElement(
                Envelope + "Network",
                new XAttribute(Envelope + "name", Clean(name)),
                new XElement(Envelope + "Description", Clean(group.Networks.FirstOrDefault(network => network.Name == name)?.Description ?? name)))));
    }

    private static XElement Content(MachineGroup group, IReadOnlyList<OvfWriterDisk> disks)
    {
        var numbers = disks.Select((entry, i) => (entry.Disk.Id, Number: i)).ToDictionary(entry => entry.Id, entry => DiskId(entry.Number));
        var systems = new OvfMachineWriter(numbers);
        return group.Machines is [var single] ? systems.Write(single) : new XElement(
            Envelope + "VirtualSystemCollection",
            new XAttribute(Envelope + "id", Clean(group.Name)),
            Info("Several machines that belong together"),
            new XElement(Envelope + "Name", Clean(group.Name)),
            Startup(group),
            OvfMachineWriter.Products(group.Products),
            OvfMachineWriter.Licences(group.Licences),
            group.Machines.Select(systems.Write));
    }

    private static XElement Startup(MachineGroup group) => new(
        Envelope + "StartupSection",
        Info("The order in which the machines start"),
        group.Machines.Select(machine => new XElement(
            Envelope + "Item",
            new XAttribute(Envelope + "id", Clean(machine.Id)),
            new XAttribute(Envelope + "order", machine.Start.Order),
            new XAttribute(Envelope + "startDelay", (long)machine.Start.StartDelay.TotalSeconds),
            new XAttribute(Envelope + "stopDelay", (long)machine.Start.StopDelay.TotalSeconds),
            new XAttribute(Envelope + "waitingForGuest", machine.Start.WaitsForGuest),
            new XAttribute(Envelope + "startAction", machine.Start.Starts ? "powerOn" : "none"))));

    private static string FileId(int index) => $"file{index + 1}";

    private static byte[] Serialize(XElement envelope)
    {
        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(bytes, settings))
        {
            new XDocument(envelope).Save(writer);
        }

        return bytes.ToArray();
    }
}
