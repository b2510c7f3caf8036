using System.Globalization;
using Appliance.Formats;
using Appliance.Formats.Files;

namespace Appliance.Guests.Volumes.Lvm;

/// <summary>A section of LVM's text: named values, each a list of one or more, and named sections within.</summary>
/// <param name="File">What messages call the text.</param>
/// <param name="Name">The section's name.</param>
internal sealed record LvmSection(string File, string Name)
{
    /// <summary>Its values.</summary>
    public Dictionary<string, IReadOnlyList<string>> Values { get; } = [];

    /// <summary>The sections in it.</summary>
    public Dictionary<string, LvmSection> Sections { get; } = [];

    /// <summary>The sections in a section; none where there is none.</summary>
    public IEnumerable<LvmSection> SectionsOf(string name) => Sections.TryGetValue(name, out LvmSection? found) ? found.Sections.Values : [];

    /// <summary>A list; empty where there is none.</summary>
    public IReadOnlyList<string> List(string name) => Values.GetValueOrDefault(name) ?? [];

    /// <summary>A text.</summary>
    /// <exception cref="InvalidImageException">It is not there.</exception>
    public string Text(string name) => List(name) is [string value] ? value : throw Fail($"has no {name}");

    /// <summary>A number from 0 up.</summary>
    /// <exception cref="InvalidImageException">It is not there, or none.</exception>
    public long Number(string name)
        => long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw Fail($"{name} is no number");

    /// <summary>An error about this section.</summary>
    public InvalidImageException Fail(string problem) => new(File, $"LVM metadata of {RelativeName.Printable(Name)}: {problem}");
}
