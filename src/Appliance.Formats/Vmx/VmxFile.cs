using System.Globalization;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vmx;

/// <summary>The settings of a .vmx file, or of the .vmsd beside it, which is written the same way: <c>key = "value"</c>.</summary>
/// <param name="name">The file, for messages.</param>
/// <param name="values">By their keys, in any case.</param>
internal sealed class VmxFile(string name, IReadOnlyDictionary<string, string> values)
{
    /// <summary>The file, for messages.</summary>
    public string Name => name;

    /// <summary>All keys that have a value, as written.</summary>
    public IEnumerable<string> Keys => values.Keys;

    /// <summary>A value without its escapes; null where it is missing or empty.</summary>
    public string? this[string key] => values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    /// <summary>Whether a switch is on; null where it is missing, or neither on nor off.</summary>
    public bool? Switch(string key) => bool.TryParse(this[key]?.Trim(), out bool value) ? value : null;

    /// <summary>A whole number within bounds; null where it is missing.</summary>
    /// <exception cref="InvalidImageException">It is no number, or out of bounds.</exception>
    public long? Number(string key, long min, long max)
    {
        if (this[key] is not { } text)
        {
            return null;
        }

        return long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= min && number <= max
            ? number
            : throw new InvalidImageException(name, $"{key} is \"{RelativeName.Printable(text)}\", where a number from {min} to {max} should be");
    }

    /// <summary>Whether a device is there: it is, unless the file says that it is not.</summary>
    /// <param name="device">Its prefix, such as <c>scsi0:0</c>.</param>
    public bool IsPresent(string device) => Switch($"{device}.present") != false;
}
