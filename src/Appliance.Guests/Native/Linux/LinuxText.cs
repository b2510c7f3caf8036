using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Native.Linux;

/// <summary>Texts as Linux takes them.</summary>
internal static class LinuxText
{
    /// <summary>The bytes of a text, with a zero behind.</summary>
    /// <exception cref="LinuxException">There is a zero within, which no name of a file has: Linux would take what is before it for all.</exception>
    public static byte[] Encode(string text)
        => text.Contains('\0', StringComparison.Ordinal) ? throw new LinuxException(Errno.NotFound, "") : UnixName.Encode(text);
}
