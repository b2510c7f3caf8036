namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>A line of a section: <c>Key = value, value</c>, or values alone. Quotes, comments and names of strings are resolved.</summary>
/// <param name="Key">What stands before the equals sign; null where there is none.</param>
/// <param name="Values">What stands between commas; an empty place is an empty text.</param>
internal sealed record InfLine(string? Key, IReadOnlyList<string> Values)
{
    /// <summary>The value at a place; empty where the line is shorter.</summary>
    public string this[int index] => index < Values.Count ? Values[index] : "";
}
