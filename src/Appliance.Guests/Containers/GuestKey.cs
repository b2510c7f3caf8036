using Appliance.Formats;

namespace Appliance.Guests.Containers;

/// <summary>A passphrase, out of a file.</summary>
internal sealed class GuestKey
{
    // cryptsetup's own limit for passphrases is 512 bytes; key files have up to 4 KiB.
    private const int MostBytes = 8 << 10;

    private readonly byte[] _bytes;

    private GuestKey(byte[] bytes) => _bytes = bytes;

    /// <summary>Its bytes, with a zero behind them.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Reads a key; the newline that an editor leaves at the end is no part of it.</summary>
    /// <exception cref="UnsupportedImageException">The file holds none that can be used.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static GuestKey Read(string file)
    {
        using FileStream stream = File.OpenRead(file);
        var buffer = new byte[MostBytes + 1];
        ReadOnlySpan<byte> read = buffer.AsSpan(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        ReadOnlySpan<byte> key = read.EndsWith("\r\n"u8) ? read[..^2] : read.EndsWith("\n"u8) ? read[..^1] : read;
        string? problem = read.Length > MostBytes ? $"has more than {MostBytes} bytes, and so is no passphrase"
            : key.IsEmpty ? "is empty, and should hold a passphrase"
            : key.Contains((byte)0) ? "has zeros in it, which a passphrase cannot have: give one of the volume's passphrases instead of a binary key"
            : null;
        return problem is null ? new GuestKey([.. key, 0]) : throw new UnsupportedImageException(file, problem);
    }
}
