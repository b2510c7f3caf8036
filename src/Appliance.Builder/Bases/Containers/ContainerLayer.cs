using Appliance.Builder.Trees;

namespace Appliance.Builder.Bases.Containers;

/// <summary>A layer of a container image.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Blob">Where it is.</param>
/// <param name="Digest">SHA-256 of it as it lies there; null where nobody says.</param>
/// <param name="ContentDigest">SHA-256 of its archive, not compressed.</param>
internal sealed record ContainerLayer(string Name, FilePart Blob, string? Digest, string ContentDigest);
