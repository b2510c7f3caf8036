using System.Globalization;
using System.Xml.Linq;
using Appliance.Formats.Machines;
using Appliance.Runtime.Watching;

namespace Appliance.Cli.Output;

/// <summary>What a test boot showed, as JUnit's XML, which build servers read.</summary>
internal static class JUnitReport
{
    /// <summary>Composes it: a case for the start itself, and one for each check.</summary>
    /// <param name="appliance">The appliance.</param>
    /// <param name="checks">What was to hold.</param>
    /// <param name="report">What was seen.</param>
    public static XDocument Compose(string appliance, IReadOnlyList<HealthCheck> checks, WatchReport report)
    {
        XElement[] cases = [CaseOf(appliance, "starts", report.Seconds, report.IsUp ? null : report.Reason), .. checks.Select(check => CaseOf(appliance, check, report))];
        return new XDocument(new XElement(
            "testsuites",
            new XElement(
                "testsuite",
                new XAttribute("name", appliance),
                new XAttribute("tests", cases.Length),
                new XAttribute("failures", cases.Count(each => each.Element("failure") is not null)),
                new XAttribute("errors", 0),
                new XAttribute("time", Seconds(report.Seconds)),
                cases)));
    }

    private static XElement CaseOf(string appliance, HealthCheck check, WatchReport report)
    {
        WatchSight? seen = report.Sights.FirstOrDefault(sight => sight.What == $"{check}");
        return CaseOf(appliance, $"{check}", seen?.Seconds ?? report.Seconds, seen is null ? report.Reason : null);
    }

    private static XElement CaseOf(string appliance, string name, double seconds, string? problem) => new(
        "testcase",
        new XAttribute("classname", appliance),
        new XAttribute("name", name),
        new XAttribute("time", Seconds(seconds)),
        problem is null ? null : new XElement("failure", new XAttribute("message", Printable(problem))));

    private static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    // A guest's words may be in it, and XML takes no control characters.
    private static string Printable(string text) => new([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter)]);
}
