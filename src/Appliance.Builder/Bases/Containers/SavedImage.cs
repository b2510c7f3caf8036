using System.Text.Json.Serialization;

namespace Appliance.Builder.Bases.Containers;

/// <summary>An image in the list of those that <c>docker save</c> has written.</summary>
/// <param name="Config">The file of its configuration.</param>
/// <param name="Tags">Its names.</param>
/// <param name="Layers">The files of its layers, the lowest first.</param>
internal sealed record SavedImage(
    [property: JsonPropertyName("Config")] string? Config,
    [property: JsonPropertyName("RepoTags")] string?[]? Tags,
    [property: JsonPropertyName("Layers")] string?[]? Layers);
