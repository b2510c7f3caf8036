namespace Appliance.Guests.Tests.FileSystems;

/// <summary>A clock that stands at noon of 15 March 2026, UTC.</summary>
internal sealed class FixedTime : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);
}
