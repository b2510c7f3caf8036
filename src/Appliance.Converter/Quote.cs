namespace Appliance.Converter;

/// <summary>Names in messages.</summary>
internal static class Quote
{
    // A vApp may have hundreds; the rest is for inspect.
    private const int MostNamed = 10;

    /// <summary>The names in quotes, with commas; long lists are cut.</summary>
    public static string List(IEnumerable<string> names)
    {
        string[] all = [.. names];
        string listed = string.Join(", ", all.Take(MostNamed).Select(name => $"\"{name}\""));
        return all.Length > MostNamed ? $"{listed} and {all.Length - MostNamed} more" : listed;
    }
}
