using System.Xml.Linq;
using Appliance.Formats.Machines;
using Appliance.Formats.Vmx;

namespace Appliance.Formats.Ovf;

/// <summary>Reads a VirtualSystem.</summary>
internal static class OvfReaderMachine
{
    private const int MaxCimId = ushort.MaxValue;

    public static Machine Read(OvfReaderContext context, XElement system, StartRule start)
    {
        OvfReaderHardware? hardware = OvfReaderHardware.Read(context, system);
        string id = system.Text("id")
            ?? hardware?.Section.One("System")?.TextOf("VirtualSystemIdentifier")
            ?? "machine";
        var machine = new Machine
        {
            Id = id,
            Name = context.Strings.TextOf(system.One("Name")) ?? id,
            Description = DescriptionOf(context, system),
            Guest = ReadGuest(context, system),
            Products = OvfReaderProducts.Read(context, system),
            Licences = LicencesOf(context, system),
            Start = start,
        };
        machine = OvfHealthSection.Read(context, system, machine);
        return hardware is null ? machine : AddHardware(context, system, machine, hardware);
    }

    /// <summary>The annotation, in words.</summary>
    public static string? DescriptionOf(OvfReaderContext context, XElement owner)
        => context.Strings.TextOf(owner.Sections("AnnotationSection").FirstOrDefault()?.One("Annotation"));

    /// <summary>The licences that have a text.</summary>
    public static IReadOnlyList<string> LicencesOf(OvfReaderContext context, XElement owner)
        => [.. owner.Sections("EulaSection").SelectMany(section => section.All("License")).Select(context.Strings.TextOf).OfType<string>()];

    private static Machine AddHardware(OvfReaderContext context, XElement system, Machine machine, OvfReaderHardware hardware)
    {
        var controllers = new OvfReaderControllers(context, hardware);
        var settings = new OvfReaderSettings(context, system, hardware);
        int cpus = OvfReaderProcessors.ReadCpus(context, hardware);
        Machine lookedAfter = HealthKeys.Read(
            machine, settings.Find, VmxMachineReader.HealthPrefix, message => context.Warn(hardware.Section, message));
        return lookedAfter with
        {
            Cpus = cpus,
            CoresPerSocket = OvfReaderProcessors.ReadCoresPerSocket(context, hardware, settings, cpus),
            Memory = OvfReaderProcessors.ReadMemory(context, hardware),
            Firmware = settings.Firmware,
            SecureBoot = settings.SecureBoot,
            HasTpm = settings.HasTpm,
            HardwareVersions = hardware.Types,
            Disks = new OvfReaderDisks(context, machine.Id, controllers).Read(hardware),
            OpticalDrives = OvfReaderDrives.Read(context, hardware, controllers),
            NetworkCards = OvfReaderNetworks.ReadCards(context, hardware),
            PropertyTransports = OvfXml.SplitList(hardware.Section.Raw("transport")),
        };
    }

    private static GuestSystem ReadGuest(OvfReaderContext context, XElement system)
    {
        XElement? section = system.Sections("OperatingSystemSection").FirstOrDefault();
        return section is null ? new GuestSystem() : new GuestSystem
        {
            Description = context.Strings.TextOf(section.One("Description")) ?? section.TextOf("OSType"),
            VmwareId = section.Text("osType"),
            CimId = OvfReaderContext.TryNumber(section.Text("id")) is { } id and <= MaxCimId ? (int)id : null,
            Version = section.Text("version"),
        };
    }
}
