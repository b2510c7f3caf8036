using System.Xml.Linq;
using Appliance.Formats.Files;

namespace Appliance.Formats.Ovf;

/// <summary>The deployment options, and which of them holds.</summary>
internal sealed class OvfReaderConfigurations
{
    // What a message can list.
    private const int MaxNamed = 20;

    private OvfReaderConfigurations(IReadOnlyList<OvfConfiguration> all, string? chosen)
    {
        All = all;
        Chosen = chosen;
    }

    public IReadOnlyList<OvfConfiguration> All { get; }

    public string? Chosen { get; }

    public static OvfReaderConfigurations Read(OvfReaderContext context, XElement root, string? wanted)
    {
        XElement[] elements = [.. root.Sections("DeploymentOptionSection").SelectMany(section => section.All("Configuration")).Where(c => c.Text("id") is not null)];
        XElement? preset = elements.FirstOrDefault(c => OvfXml.Boolean(c.Raw("default")) == true) ?? elements.FirstOrDefault();
        OvfConfiguration[] all = [.. elements.Select(c => new OvfConfiguration(
            c.Text("id")!, context.Strings.TextOf(c.One("Label")), context.Strings.TextOf(c.One("Description")), c == preset))];
        if (wanted is not null && !all.Any(c => c.Id == wanted))
        {
            throw context.Unsupported(root, Unknown(wanted, all));
        }

        return new OvfReaderConfigurations(all, wanted ?? preset?.Text("id"));
    }

    /// <summary>Whether an element is part of the chosen configuration; one that names none is part of all.</summary>
    public bool Includes(XElement element) => !IsSpecific(element) || Names(element);

    /// <summary>Whether an element is there for some configurations only.</summary>
    public static bool IsSpecific(XElement element) => element.Text("configuration") is not null;

    /// <summary>Whether an element names the chosen configuration.</summary>
    public bool Names(XElement element)
        => Chosen is not null && OvfXml.SplitList(element.Raw("configuration")).Contains(Chosen);

    private static string Unknown(string wanted, OvfConfiguration[] all)
        => all.Length == 0
            ? $"has no configurations, so none is called \"{RelativeName.Printable(wanted)}\""
            : $"has no configuration \"{RelativeName.Printable(wanted)}\"; choose one of: {string.Join(", ", all.Take(MaxNamed).Select(c => RelativeName.Printable(c.Id)))}";
}
