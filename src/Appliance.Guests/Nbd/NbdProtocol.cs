namespace Appliance.Guests.Nbd;

/// <summary>Numbers of the NBD protocol (doc/proto.md of the NetworkBlockDevice project); all are big-endian on the wire.</summary>
internal static class NbdProtocol
{
    public const ulong Greeting = 0x4E42444D41474943; // "NBDMAGIC"
    public const ulong OptionMagic = 0x49484156454F5054; // "IHAVEOPT"
    public const ulong OptionReplyMagic = 0x0003E889045565A9;
    public const uint RequestMagic = 0x25609513;
    public const uint ReplyMagic = 0x67446698;

    /// <summary>Both sides: options can be refused, and the handshake goes on.</summary>
    public const ushort FixedNewstyle = 1;

    /// <summary>Both sides: the answer to <see cref="NbdOption.ExportName"/> has no padding.</summary>
    public const ushort NoZeroes = 2;

    /// <summary>Padding of the answer to <see cref="NbdOption.ExportName"/> (bytes).</summary>
    public const int Padding = 124;

    /// <summary>Kind of information: size and flags.</summary>
    public const ushort InfoExport = 0;

    /// <summary>Kind of information: sizes of requests.</summary>
    public const ushort InfoBlockSize = 3;

    /// <summary>Most bytes a read or write may ask for: what the protocol lets clients take for granted, and all that qemu asks for.</summary>
    public const int MostRequest = 32 << 20;

    /// <summary>Most bytes of an option: names may have 4096, and each kind of information takes two more.</summary>
    public const int MostOption = 16 << 10;
}
