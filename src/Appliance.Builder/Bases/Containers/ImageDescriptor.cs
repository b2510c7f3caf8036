namespace Appliance.Builder.Bases.Containers;

/// <summary>What names a blob.</summary>
/// <param name="Digest">Its digest: <c>sha256:</c> and 64 digits.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Platform">What it runs on; null where that is not said.</param>
internal sealed record ImageDescriptor(string? Digest, long Size, ImagePlatform? Platform);
