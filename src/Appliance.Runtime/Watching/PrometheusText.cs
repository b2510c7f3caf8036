using System.Globalization;
using System.Text;

namespace Appliance.Runtime.Watching;

/// <summary>Writes the text format of Prometheus, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    /// <summary>What it is called in HTTP.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();
    private string _family = "";

    /// <summary>Begins a family; the samples that follow belong to it.</summary>
    /// <param name="name">Its name; a counter's ends in <c>_total</c>.</param>
    /// <param name="type"><c>gauge</c> or <c>counter</c>.</param>
    /// <param name="help">What it is, in a line.</param>
    public void Begin(string name, string type, string help)
    {
        _family = name;
        _text.Append("# HELP ").Append(name).Append(' ').Append(Escape(help, quotes: false)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    /// <summary>A sample of the family.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="labels">Names and values of its labels.</param>
    public void Sample(double value, params (string Name, string Value)[] labels)
    {
        string inside = string.Join(',', labels.Select(label => $"{label.Name}=\"{Escape(label.Value, quotes: true)}\""));
        _text.Append(_family).Append(inside.Length > 0 ? $"{{{inside}}}" : "").Append(' ').Append(Show(value)).Append('\n');
    }

    /// <summary>A sample that is one or zero.</summary>
    public void Sample(bool value, params (string Name, string Value)[] labels) => Sample(value ? 1 : 0, labels);

    /// <summary>All of it.</summary>
    public override string ToString() => _text.ToString();

    private static string Show(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string text, bool quotes)
    {
        string escaped = text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
