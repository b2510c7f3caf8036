namespace Appliance.Builder.Templates.Reading;

/// <summary>A list.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Items">What is in it.</param>
internal sealed record TemplateList(Place Place, IReadOnlyList<TemplateNode> Items) : TemplateNode(Place)
{
    /// <inheritdoc/>
    public override string Kind => "a list";
}
