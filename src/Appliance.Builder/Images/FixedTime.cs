namespace Appliance.Builder.Images;

/// <summary>A clock that stands still, so that two builds write the same times.</summary>
/// <param name="seconds">Seconds since 1970.</param>
internal sealed class FixedTime(long seconds) : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
