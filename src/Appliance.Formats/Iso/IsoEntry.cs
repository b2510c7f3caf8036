namespace Appliance.Formats.Iso;

/// <summary>A file or folder (ECMA-119 9.1, a directory record).</summary>
/// <param name="At">The sector that it begins in.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Time">When it was made.</param>
internal readonly record struct IsoEntry(int At, int Length, bool IsFolder, DateTimeOffset Time)
{
    private const int LocationAt = 2;
    private const int LengthAt = 10;
    private const int TimeAt = 18;
    private const int FlagsAt = 25;
    private const int VolumeAt = 28;
    private const int NameLengthAt = 32;
    private const int NameAt = 33;

    private const byte FolderFlag = 2;
    private const int FirstYear = 1900;

    /// <summary>Writes it.</summary>
    /// <returns>Bytes that it takes.</returns>
    public int Write(Span<byte> record, ReadOnlySpan<byte> name)
    {
        int length = NameAt + name.Length;
        length += length % 2;
        record[0] = (byte)length;
        IsoField.Write32(record[LocationAt..], At);
        IsoField.Write32(record[LengthAt..], Length);
        WriteTime(record[TimeAt..]);
        record[FlagsAt] = IsFolder ? FolderFlag : (byte)0;
        IsoField.Write16(record[VolumeAt..], 1);
        record[NameLengthAt] = (byte)name.Length;
        name.CopyTo(record[NameAt..]);
        return length;
    }

    /// <summary>Seven bytes, the last of which is the zone: always UTC.</summary>
    private void WriteTime(Span<byte> field)
    {
        DateTime time = Time.UtcDateTime;
        ReadOnlySpan<byte> bytes = [(byte)Math.Clamp(time.Year - FirstYear, 0, byte.MaxValue), (byte)time.Month, (byte)time.Day, (byte)time.Hour, (byte)time.Minute, (byte)time.Second, 0];
        bytes.CopyTo(field);
    }
}
