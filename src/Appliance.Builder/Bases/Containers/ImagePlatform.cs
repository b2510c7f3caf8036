namespace Appliance.Builder.Bases.Containers;

/// <summary>What an image runs on.</summary>
/// <param name="Os">The system, as Go calls it.</param>
/// <param name="Architecture">The processor, as Go calls it.</param>
internal sealed record ImagePlatform(string? Os, string? Architecture)
{
    /// <summary>Whether it is what Xen runs here.</summary>
    public bool IsOurs => this is { Os: "linux", Architecture: "amd64" };

    /// <inheritdoc/>
    public override string ToString() => $"{Os}/{Architecture}";
}
