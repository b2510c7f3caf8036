namespace Appliance.Builder.Templates.Reading;

/// <summary>Where something stands in a template.</summary>
/// <param name="File">The file, as messages call it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct Place(string File, long Line, long Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}:{Column}";
}
