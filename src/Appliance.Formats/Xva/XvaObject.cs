namespace Appliance.Formats.Xva;

/// <summary>An object of <c>ova.xml</c>.</summary>
/// <param name="File">What messages call the descriptor.</param>
/// <param name="Class">The class in xapi's data model: VM, VBD, VDI...</param>
/// <param name="Id">The reference that others use for it.</param>
/// <param name="Record">Its fields.</param>
internal sealed record XvaObject(string File, string Class, string Id, XmlRpcStruct Record)
{
    /// <summary>A field as text; empty where it is missing.</summary>
    public string Text(string field) => Record.FindText(field) ?? "";

    /// <summary>A truth value; false where it is missing.</summary>
    public bool Flag(string field) => Text(field) is "1" or "true";

    /// <summary>An entry of a map; null where map or entry is missing.</summary>
    public string? Entry(string map, string key) => (Record.Find(map) as XmlRpcStruct)?.FindText(key);

    /// <summary>A whole number that has to be there.</summary>
    /// <exception cref="InvalidImageException">It is missing, no number, or out of the range.</exception>
    public long Number(string field, long lowest, long highest)
    {
        string text = Text(field);
        if (!long.TryParse(text, out long value) || value < lowest || value > highest)
        {
            throw new InvalidImageException(
                File, $"{Class} {Id}: {field} is \"{text}\", and has to be a number from {lowest} to {highest}");
        }

        return value;
    }

    /// <summary>A whole number that may be missing, empty, or nonsense: then it is 0.</summary>
    public int SmallNumber(string field) => int.TryParse(Text(field), out int value) ? Math.Max(0, value) : 0;
}
