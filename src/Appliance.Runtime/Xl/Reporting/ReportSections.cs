namespace Appliance.Runtime.Xl.Reporting;

/// <summary>What a script has printed in parts, each under a line with <c>@</c> and its name.</summary>
internal sealed class ReportSections
{
    private readonly Dictionary<string, List<string>> _sections = [];

    /// <summary>Splits a text; what is before the first name is left out.</summary>
    public ReportSections(string text)
    {
        List<string> lines = [];
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '@')
            {
                _sections[line[1..]] = lines = [];
            }
            else
            {
                lines.Add(line);
            }
        }
    }

    /// <summary>The lines of a part; none where it is not there.</summary>
    public IReadOnlyList<string> this[string name] => _sections.GetValueOrDefault(name, []);
}
