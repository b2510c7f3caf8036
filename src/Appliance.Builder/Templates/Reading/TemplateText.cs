namespace Appliance.Builder.Templates.Reading;

/// <summary>A text, a number, or a word like <c>true</c>.</summary>
/// <param name="Place">Where.</param>
/// <param name="Value">What is written there.</param>
/// <param name="IsNull">Whether nothing is written there.</param>
internal sealed record TemplateText(Place Place, string Value, bool IsNull) : TemplateNode(Place)
{
    /// <inheritdoc/>
    public override string Kind => IsNull ? "nothing" : "a text";
}
