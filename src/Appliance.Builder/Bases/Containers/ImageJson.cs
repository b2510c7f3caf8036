using System.Text.Json.Serialization;

namespace Appliance.Builder.Bases.Containers;

/// <summary>Reads the documents of images.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImageDocument))]
[JsonSerializable(typeof(ImageConfiguration))]
[JsonSerializable(typeof(SavedImage[]))]
internal sealed partial class ImageJson : JsonSerializerContext;
