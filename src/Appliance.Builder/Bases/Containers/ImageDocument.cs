namespace Appliance.Builder.Bases.Containers;

/// <summary>An index of images, or the manifest of one (OCI image specification; Docker's are alike).</summary>
/// <param name="Manifests">What an index names.</param>
/// <param name="Config">The configuration that a manifest names.</param>
/// <param name="Layers">The layers that a manifest names, the lowest first.</param>
internal sealed record ImageDocument(ImageDescriptor?[]? Manifests, ImageDescriptor? Config, ImageDescriptor?[]? Layers);
