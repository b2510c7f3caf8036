using System.Text.Json.Serialization;

namespace Appliance.Builder.Bases.Containers;

/// <summary>The layers of an image.</summary>
/// <param name="Digests">The digests of their archives, not compressed, the lowest first.</param>
internal sealed record ImageLayers([property: JsonPropertyName("diff_ids")] string?[]? Digests);
