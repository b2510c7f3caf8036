namespace Appliance.Formats.Vhd;

/// <summary>Times of a VHD: seconds since 2000, in UTC.</summary>
internal static class VhdTime
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The field's value; what it cannot say becomes the nearest time that it can.</summary>
    public static uint FromDate(DateTimeOffset time)
        => (uint)Math.Clamp((time - Epoch).Ticks / TimeSpan.TicksPerSecond, 0, uint.MaxValue);

    /// <summary>The time that the field tells.</summary>
    public static DateTimeOffset ToDate(uint seconds) => Epoch.AddSeconds(seconds);
}
