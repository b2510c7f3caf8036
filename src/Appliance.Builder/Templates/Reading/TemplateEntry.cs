namespace Appliance.Builder.Templates.Reading;

/// <summary>A key and its value.</summary>
/// <param name="Place">Where the key stands.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
internal sealed record TemplateEntry(Place Place, string Key, TemplateNode Value);
