using System.Xml.Linq;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>The StartupSection of a collection.</summary>
internal sealed class OvfReaderStartup
{
    private readonly Dictionary<string, StartRule> _rules = [];

    public OvfReaderStartup(OvfReaderContext context, XElement collection)
    {
        foreach (XElement item in collection.Sections("StartupSection").SelectMany(section => section.All("Item")))
        {
            _rules.TryAdd(item.Text("id") ?? "", ReadRule(context, item));
        }
    }

    /// <summary>The rule of a machine or an inner collection.</summary>
    public StartRule Of(XElement content) => _rules.GetValueOrDefault(content.Text("id") ?? "") ?? new StartRule();

    private static StartRule ReadRule(OvfReaderContext context, XElement item) => new()
    {
        Order = (int)Read(context, item, "order"),
        StartDelay = TimeSpan.FromSeconds(Read(context, item, "startDelay")),
        StopDelay = TimeSpan.FromSeconds(Read(context, item, "stopDelay")),
        WaitsForGuest = OvfXml.Boolean(item.Raw("waitingForGuest")) ?? false,
        Starts = !string.Equals(item.Text("startAction"), "none", StringComparison.OrdinalIgnoreCase),
    };

    // Both are unsigned shorts in the schema (dsp8023); beyond that they are damage.
    private static long Read(OvfReaderContext context, XElement item, string name)
    {
        if (item.Text(name) is not { } text)
        {
            return 0;
        }

        long number = context.Number(item, text, name);
        return number <= ushort.MaxValue ? number : throw context.Invalid(item, $"{name} is {number}; at most {ushort.MaxValue} is allowed");
    }
}
