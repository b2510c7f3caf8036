using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Ext;

internal static class JournalReplay
{
    public static void Run(BlockDevice device) => throw new MissingToolException("e2fsck", "e2fsprogs", $"to replay the journal of {device.Name}");
}
