using System.Text;

namespace Appliance.Guests.Devices;

/// <summary>Reads that most who look for structures on a device need.</summary>
internal static class DeviceReads
{
    /// <summary>Fills <paramref name="buffer"/> from an offset that may be anything; false where the range is not within the device.</summary>
    public static bool TryRead(this BlockDevice device, long offset, Span<byte> buffer)
    {
        if (offset < 0 || offset > device.Length - buffer.Length)
        {
            return false;
        }

        device.Read(offset, buffer);
        return true;
    }

    /// <summary>Text of a field that ends with the field or at a zero, without blanks at its end; null where nothing is left.</summary>
    public static string? FieldText(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        string text = Encoding.UTF8.GetString(end < 0 ? field : field[..end]).TrimEnd();
        return text.Length == 0 ? null : text;
    }

    /// <summary>A UUID as it is printed, from its bytes in the order they are printed; null where all are zero.</summary>
    public static string? UuidText(ReadOnlySpan<byte> bytes)
        => bytes.ContainsAnyExcept((byte)0) ? new Guid(bytes, bigEndian: true).ToString() : null;
}
