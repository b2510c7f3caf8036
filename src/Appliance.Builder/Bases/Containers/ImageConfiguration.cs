using System.Text.Json.Serialization;

namespace Appliance.Builder.Bases.Containers;

/// <summary>The configuration of an image. What a container would start is not asked for: an appliance starts its services.</summary>
/// <param name="Os">The system.</param>
/// <param name="Architecture">The processor.</param>
/// <param name="Files">Its layers.</param>
internal sealed record ImageConfiguration(string? Os, string? Architecture, [property: JsonPropertyName("rootfs")] ImageLayers? Files)
{
    /// <summary>What it runs on.</summary>
    [JsonIgnore]
    public ImagePlatform Platform => new(Os, Architecture);
}
