using System.Xml.Linq;

namespace Appliance.Formats.Ovf;

/// <summary>Values of properties, for the places where a descriptor says <c>${key}</c>.</summary>
internal sealed class OvfReaderProperties
{
    private readonly Dictionary<string, string> _values = [];
    private readonly OvfReaderContext _context;

    public OvfReaderProperties(OvfReaderContext context, XElement root)
    {
        _context = context;
        foreach (XElement section in root.Descendants().Where(e => e.KindOf() == "ProductSection"))
        {
            foreach (XElement property in section.All("Property").Where(context.Configurations.Includes))
            {
                Add(section, property);
            }
        }
    }

    /// <summary>The full key of a property: <c>[class.]key[.instance]</c> (DSP0243 1.1 section 9.5.1).</summary>
    public static string KeyOf(XElement section, string key)
        => string.Join('.', ((string?[])[section.Text("class"), key, section.Text("instance")]).Where(part => part is not null));

    /// <summary>The value of a property in the chosen configuration; 0.9 calls it <c>defaultValue</c>.</summary>
    public string? ValueOf(XElement property)
        => property.All("Value").FirstOrDefault(_context.Configurations.Names)?.Raw("value")
            ?? property.Raw("value")
            ?? property.All("Value").FirstOrDefault(v => !OvfReaderConfigurations.IsSpecific(v))?.Raw("value")
            ?? property.Raw("defaultValue");

    /// <summary>Replaces a text of the form <c>${key}</c> by the property's value.</summary>
    /// <returns>The text itself where it has another form; null where there is no such property or value.</returns>
    public string? Resolve(string? text)
        => text is ['$', '{', .., '}'] ? OvfXml.Meaningful(_values.GetValueOrDefault(text[2..^1].Trim())) : text;

    private void Add(XElement section, XElement property)
    {
        if (property.Text("key") is { } key && ValueOf(property) is { } value)
        {
            _values.TryAdd(key, value);
            _values.TryAdd(KeyOf(section, key), value);
        }
    }
}
