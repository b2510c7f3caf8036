using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Appliance.Cli.Output;

/// <summary>What a test boot showed, as JUnit's XML, which build servers read.</summary>
internal static class JUnitReport
{
    /// <summary>Composes it.</summary>
    /// <param name="appliance">The appliance.</param>
    /// <param name="report">What came of it.</param>
    public static XDocument Compose(string appliance, TestReport report) => new(new XElement(
        "testsuites",
        new XElement(
            "testsuite",
            new XAttribute("name", appliance),
            new XAttribute("tests", report.Cases.Count),
            new XAttribute("failures", report.Cases.Count(each => !each.IsOk)),
            new XAttribute("errors", 0),
            new XAttribute("time", Seconds(report.Seconds)),
            report.Cases.Select(each => CaseOf(appliance, each)))));

    private static XElement CaseOf(string appliance, TestCase tested) => new(
        "testcase",
        new XAttribute("classname", appliance),
        new XAttribute("name", Printable(tested.Name)),
        new XAttribute("time", Seconds(tested.Seconds)),
        tested.IsOk ? null : new XElement("failure", new XAttribute("message", Printable(tested.Message))));

    private static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    // A guest's words may be in it, and XML does not take all characters. Halves of a pair become a sign that it does.
    private static string Printable(string text) => string.Concat(text.EnumerateRunes()
        .Select(letter => Rune.IsControl(letter) || (letter.IsBmp && !XmlConvert.IsXmlChar((char)letter.Value)) ? " " : $"{letter}"));
}
