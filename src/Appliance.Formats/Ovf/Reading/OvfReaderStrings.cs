using System.Xml.Linq;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Texts that elements refer to by <c>msgid</c> (DSP0243 1.1 section 10). A text comes from the bundle of the wanted
/// language, of its country-less form, or of none; then from the element itself; then from the first bundle that has it.
/// Bundles in separate files are not read: the element's own text stands for them.
/// </summary>
internal sealed class OvfReaderStrings
{
    private readonly Dictionary<string, string> _preferred = [];
    private readonly Dictionary<string, string> _others = [];

    public OvfReaderStrings(XElement root, string language)
    {
        string? own = root.Attribute(XNamespace.Xml + "lang")?.Value;
        foreach (XElement bundle in root.Sections("Strings").OrderBy(b => Rank(LanguageOf(b) ?? own, language)))
        {
            Dictionary<string, string> texts = Rank(LanguageOf(bundle) ?? own, language) < OtherLanguage ? _preferred : _others;
            foreach (XElement message in bundle.All("Msg"))
            {
                texts.TryAdd(message.Raw("msgid") ?? "", message.Value);
            }
        }
    }

    private const int OtherLanguage = 3;

    /// <summary>The text of an element, in the wanted language where there is one; null where there is none.</summary>
    public string? TextOf(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        string id = element.Raw("msgid") ?? "";
        return _preferred.TryGetValue(id, out string? text) ? OvfXml.Meaningful(text)
            : OvfXml.Meaningful(element.Value) ?? OvfXml.Meaningful(_others.GetValueOrDefault(id));
    }

    private static string? LanguageOf(XElement bundle) => bundle.Attribute(XNamespace.Xml + "lang")?.Value;

    private static int Rank(string? language, string wanted)
        => language is null ? 2
            : language.Equals(wanted, StringComparison.OrdinalIgnoreCase) ? 0
            : language.Equals(wanted.Split('-')[0], StringComparison.OrdinalIgnoreCase) ? 1
            : OtherLanguage;
}
