using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>Linux swap space, by the last bytes of its first page (swap_header of the kernel).</summary>
internal static class SwapProbe
{
    private const int MagicLength = 10;
    private const int Uuid = 1036;
    private const int Label = 1052;

    public static FileSystemIdentity? Identify(BlockDevice device)
    {
        Span<byte> magic = stackalloc byte[MagicLength];

        // The page sizes that Linux knows; x86 has the first.
        foreach (int page in (ReadOnlySpan<int>)[4096, 8192, 16384, 32768, 65536])
        {
            if (device.TryRead(page - MagicLength, magic) && IdentifyBy(magic, device) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static FileSystemIdentity? IdentifyBy(ReadOnlySpan<byte> magic, BlockDevice device)
    {
        bool isSuspended = magic.StartsWith("S1SUSPEND"u8) || magic.StartsWith("S2SUSPEND"u8) || magic.StartsWith("ULSUSPEND"u8)
            || magic.SequenceEqual("LINHIB0001"u8);
        if (!isSuspended && !magic.SequenceEqual("SWAPSPACE2"u8))
        {
            // The oldest kind has no name of any sort.
            return magic.SequenceEqual("SWAP-SPACE"u8) ? new FileSystemIdentity(FileSystemKind.Swap) : null;
        }

        Span<byte> names = stackalloc byte[32];
        device.TryRead(Uuid, names);
        return new FileSystemIdentity(
            FileSystemKind.Swap,
            DeviceReads.UuidText(names[..16]),
            DeviceReads.FieldText(names[(Label - Uuid)..]),
            isSuspended ? "holds a suspended system, whose state does not fit files that are changed under it: start it and shut it down fully first" : null);
    }
}
