using System.Xml.Linq;
using Appliance.Formats.Machines;
using static Appliance.Formats.Ovf.OvfElements;

namespace Appliance.Formats.Ovf;

/// <summary>Writes deployment options: what they are, and what a machine has under each.</summary>
internal static class OvfSizes
{
    /// <summary>The DeploymentOptionSection; null where a package has but one way.</summary>
    public static XElement? Section(IReadOnlyList<DeploymentOption> options) => options.Count == 0 ? null : new(
        Envelope + "DeploymentOptionSection",
        Info("The ways to deploy it"),
        options.Select(option => new XElement(
            Envelope + "Configuration",
            option.IsDefault ? new XAttribute(Envelope + "default", true) : null,
            new XAttribute(Envelope + "id", Clean(option.Id)),
            new XElement(Envelope + "Label", Clean(option.Label ?? option.Id)),
            new XElement(Envelope + "Description", Clean(option.Description ?? option.Label ?? option.Id)))));

    /// <summary>The items of a machine's processors, or of its memory: one for all options, or one for each, with the same InstanceID.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="item">Writes an item.</param>
    public static IEnumerable<XElement> Items(Machine machine, Func<MachineSize, XElement> item)
    {
        var own = new MachineSize("", machine.Cpus, machine.Memory);
        if (machine.Sizes.Count == 0)
        {
            return [item(own)];
        }

        // Readers that know nothing of options, such as XenCenter, take the last: that of the default one.
        return machine.Sizes.OrderBy(size => size == own with { Option = size.Option }).Select(size =>
        {
            XElement written = item(size);
            written.Add(new XAttribute(Envelope + "configuration", Clean(size.Option)));
            return written;
        });
    }
}
