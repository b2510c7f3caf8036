using System.Text.Json.Serialization;

namespace Appliance.Runtime.Hosts;

/// <summary>The labels of a host, by which hosts are chosen: keys (<c>gold</c>), or keys with a value (<c>site=berlin</c>), each key once.</summary>
[JsonConverter(typeof(HostLabelsConverter))]
public sealed class HostLabels : IEquatable<HostLabels>
{
    private const int MaxLabels = 64;
    private const int MaxWord = 63;

    private readonly string[] _texts;

    private HostLabels(IEnumerable<string> texts) => _texts = [.. texts.Order(StringComparer.Ordinal)];

    /// <summary>No labels.</summary>
    public static HostLabels None { get; } = new([]);

    /// <summary>The labels as they are typed, in the order of their characters.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Reads labels.</summary>
    /// <exception cref="FormatException">One is none, or a key comes twice; the message says which.</exception>
    public static HostLabels Parse(IEnumerable<string> texts)
    {
        string[] labels = [.. texts.Distinct(StringComparer.Ordinal)];
        if (Array.Find(labels, label => !IsLabel(label)) is { } wrong)
        {
            throw new FormatException($"{wrong}: a label is a key such as gold, or a key with a value such as site=berlin; both have letters, digits, dots, dashes and underscores");
        }

        if (labels.GroupBy(KeyOf).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            throw new FormatException($"{string.Join(" and ", twice)}: a host has one label {twice.Key}");
        }

        return labels.Length <= MaxLabels ? new HostLabels(labels) : throw new FormatException($"{labels.Length} labels are more than {MaxLabels}");
    }

    /// <summary>Whether there is a label as it is asked for: a key alone means any value.</summary>
    public bool Has(string asked) => _texts.Any(label => label == asked || KeyOf(label) == asked);

    /// <summary>These and others, which stand in place of those with their keys.</summary>
    public HostLabels With(HostLabels others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return Parse([.. Without(others.Texts.Select(KeyOf)).Texts, .. others.Texts]);
    }

    /// <summary>These without those that are asked for, as <see cref="Has"/> takes them.</summary>
    public HostLabels Without(IEnumerable<string> asked) => new(_texts.Where(label => !asked.Any(word => label == word || KeyOf(label) == word)));

    /// <inheritdoc/>
    public bool Equals(HostLabels? other) => other is not null && _texts.SequenceEqual(other._texts, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HostLabels);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The labels with commas between them.</summary>
    public override string ToString() => string.Join(", ", _texts);

    private static string KeyOf(string label) => label.Split('=', 2)[0];

    private static bool IsLabel(string text) => text.Split('=', 2).All(word => HostRules.IsWord(word, "._-", MaxWord));
}
