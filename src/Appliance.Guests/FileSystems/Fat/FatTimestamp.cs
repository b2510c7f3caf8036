namespace Appliance.Guests.FileSystems.Fat;

/// <summary>A time as FAT writes it. FAT knows no zone: it is UTC here, as the guest's zone is not known.</summary>
/// <param name="Date">Years since 1980, month and day in 7, 4 and 5 bits.</param>
/// <param name="Time">Hours, minutes and pairs of seconds in 5, 6 and 5 bits.</param>
/// <param name="Hundredths">Hundredths of a second beyond that, up to 199.</param>
internal readonly record struct FatTimestamp(ushort Date, ushort Time, byte Hundredths)
{
    /// <summary>What a clock says, within the years that FAT can write: 1980 to 2107.</summary>
    internal static FatTimestamp Now(TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        int year = Math.Clamp(now.Year, 1980, 2107) - 1980;
        return new FatTimestamp(
            (ushort)((year << 9) | (now.Month << 5) | now.Day),
            (ushort)((now.Hour << 11) | (now.Minute << 5) | (now.Second / 2)),
            (byte)((now.Second % 2 * 100) + (now.Millisecond / 10)));
    }
}
