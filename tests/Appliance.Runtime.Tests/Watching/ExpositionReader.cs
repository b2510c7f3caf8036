using System.Globalization;
using System.Text;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

/// <summary>
/// Reads Prometheus' text format 0.0.4 by its document, and accepts nothing else: help and type once and before the
/// samples of their family, samples of a family together, no sample twice, names and escapes as they have to be.
/// </summary>
internal sealed class ExpositionReader
{
    private const string First = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_:";

    private readonly Dictionary<string, double> _samples = [];
    private readonly HashSet<string> _ended = [];
    private readonly HashSet<string> _helped = [];
    private readonly Dictionary<string, string> _types = [];
    private string? _family;

    /// <returns>Values by name and labels: <c>name{label=value}</c>, unescaped.</returns>
    public static IReadOnlyDictionary<string, double> Read(string page)
    {
        Assert.EndsWith("\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', page);
        var reader = new ExpositionReader();
        foreach (string line in page[..^1].Split('\n'))
        {
            reader.ReadLine(line);
        }

        return reader._samples;
    }

    private void ReadLine(string line)
    {
        string[] words = line.Split(' ', 4);
        if (words is ["#", "HELP", { } helped, ..])
        {
            Assert.True(_helped.Add(helped) && !_types.ContainsKey(helped), $"{helped} has a second help");
        }
        else if (words is ["#", "TYPE", { } typed, { } type])
        {
            Assert.Contains(type, (string[])["counter", "gauge", "histogram", "summary", "untyped"]);
            Assert.True(_types.TryAdd(typed, type), $"{typed} has a second type");
            Assert.Equal(type == "counter", typed.EndsWith("_total", StringComparison.Ordinal));
        }
        else
        {
            ReadSample(line);
        }
    }

    private void ReadSample(string line)
    {
        int end = line.IndexOfAny(['{', ' ']);
        string name = line[..end];
        Assert.True(name.Length > 0 && First.Contains(name[0]) && name.All(c => First.Contains(c) || char.IsAsciiDigit(c)), $"{name} is no name");
        Assert.True(_types.ContainsKey(name), $"{name} has no type before its first sample");
        if (name != _family)
        {
            Assert.True(_ended.Add(name), $"the samples of {name} are not together");
            _family = name;
        }

        string labels = line[end] == '{' ? ReadLabels(line, ref end) : "";
        Assert.Equal(' ', line[end]);
        double value = double.Parse(line[(end + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture);
        Assert.True(_samples.TryAdd(name + labels, value), $"{name}{labels} is there twice");
    }

    private static string ReadLabels(string line, ref int at)
    {
        var labels = new List<string>();
        do
        {
            int equals = line.IndexOf('=', at);
            string name = line[(at + 1)..equals];
            Assert.Matches("^[a-zA-Z_][a-zA-Z0-9_]*$", name);
            Assert.Equal('"', line[equals + 1]);
            at = equals + 2;
            labels.Add($"{name}={ReadQuoted(line, ref at)}");
        }
        while (line[at] == ',');
        Assert.Equal('}', line[at++]);
        return $"{{{string.Join(',', labels)}}}";
    }

    private static string ReadQuoted(string line, ref int at)
    {
        var value = new StringBuilder();
        for (; line[at] != '"'; at++)
        {
            value.Append(line[at] != '\\' ? line[at] : line[++at] switch
            {
                '\\' => '\\',
                '"' => '"',
                'n' => '\n',
                char other => throw new FormatException($"there is no escape \\{other}"),
            });
        }

        at++;
        return value.ToString();
    }
}
