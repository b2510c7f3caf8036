using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Appliance.Cli.Output;

/// <summary>What a test boot showed, as JUnit's XML, which build servers read.</summary>
internal static class JUnitReport
{
    /// <summary>Composes it.</summary>
    /// <param name="reports">What came of each machine.</param>
    public static XDocument Compose(IEnumerable<TestReport> reports) => new(new XElement("testsuites", reports.Select(SuiteOf)));

    private static XElement SuiteOf(TestReport report) => new(
        "testsuite",
        new XAttribute("name", report.Name),
        new XAttribute("tests", report.Cases.Count),
        new XAttribute("failures", report.Cases.Count(each => !each.IsOk)),
        new XAttribute("errors", 0),
        new XAttribute("time", Seconds(report.Seconds)),
        report.Cases.Select(each => CaseOf(report.Name, each)));

    private static XElement CaseOf(string machine, TestCase tested) => new(
        "testcase",
        new XAttribute("classname", machine),
        new XAttribute("name", Printable(tested.Name)),
        new XAttribute("time", Seconds(tested.Seconds)),
        tested.IsOk ? null : new XElement("failure", new XAttribute("message", Printable(tested.Message))));

    private static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    // A guest's words may be in it, and XML does not take all characters. Halves of a pair become a sign that it does.
    private static string Printable(string text) => string.Concat(text.EnumerateRunes()
        .Select(letter => Rune.IsControl(letter) || (letter.IsBmp && !XmlConvert.IsXmlChar((char)letter.Value)) ? " " : $"{letter}"));
}
