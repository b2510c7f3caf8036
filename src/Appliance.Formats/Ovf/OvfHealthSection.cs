using System.Xml.Linq;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>
/// The section of a VirtualSystem that tells how the machine is looked after. It is marked as not required, so that
/// importers which do not know it pass over it.
/// </summary>
internal static class OvfHealthSection
{
    /// <summary>Its name.</summary>
    public const string Name = "HealthSection";

    private const string Check = "Check";
    private const string Value = "value";
    private const string Restart = "restart";

    private static readonly XNamespace Space = OvfNamespaces.Health;

    /// <summary>Whether an element is one.</summary>
    public static bool Is(XElement element) => element.Name == Space + Name;

    /// <summary>The machine with what its system's section says.</summary>
    public static Machine Read(OvfReaderContext context, XElement system, Machine machine)
    {
        if (system.Elements().FirstOrDefault(Is) is not { } section)
        {
            return machine;
        }

        var reader = new HealthReader(message => context.Warn(section, message));
        return machine with
        {
            HealthChecks = reader.ReadChecks(section.All(Check).Select(check => check.Raw(Value))),
            Restart = reader.ReadRestart(section.Text(Restart)),
        };
    }

    /// <summary>The section; nothing where there is nothing to tell.</summary>
    public static XElement? Write(Machine machine) => machine is { HealthChecks: [], Restart: null } ? null : new XElement(
        Space + Name,
        new XAttribute(XNamespace.Xmlns + "appliance", Space.NamespaceName),
        new XAttribute(OvfElements.Envelope + "required", "false"),
        machine.Restart is { } policy ? new XAttribute(Restart, RestartPolicyNames.NameOf(policy)) : null,
        OvfElements.Info("What tells that the machine is well"),
        machine.HealthChecks.Select(check => new XElement(Space + Check, new XAttribute(Value, OvfElements.Clean(check.ToString())))));
}
