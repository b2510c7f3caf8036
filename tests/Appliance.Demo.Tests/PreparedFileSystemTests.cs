using Appliance.Testing;
using Xunit;

namespace Appliance.Demo.Tests;

/// <summary>What the preparation wrote is without fault to the file systems' own checkers.</summary>
[Trait("Category", "Slow")]
[Collection(VmwareGuestCollection.Name)]
public sealed class PreparedFileSystemTests(VmwareGuests guests) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [BootTheory("sfdisk", "e2fsck")]
    [InlineData("ext4-bios", 1)]
    [InlineData("ext4-efi-dracut", 2)]
    [InlineData("ext4-efi-dracut", 3)]
    [InlineData("xfs", 1)]
    [InlineData("btrfs", 1)]
    [InlineData("lvm", 1)]
    public void Ext4_Prepared_IsClean(string kind, int partition) => Tool.Run("e2fsck", "-fn", Copy(kind, partition));

    [BootTheory("sfdisk", "xfs_repair")]
    [InlineData("xfs", 2)]
    public void Xfs_Prepared_IsClean(string kind, int partition) => Tool.Run("xfs_repair", "-n", "-f", Copy(kind, partition));

    [BootTheory("sfdisk", "btrfs")]
    [InlineData("btrfs", 2)]
    public void Btrfs_Prepared_IsClean(string kind, int partition) => Tool.Run("btrfs", "check", "--readonly", Copy(kind, partition));

    [BootTheory("sfdisk", "fsck.fat")]
    [InlineData("ext4-efi-dracut", 1)]
    public void Fat_Prepared_IsClean(string kind, int partition) => Tool.Run("fsck.fat", "-n", Copy(kind, partition));

    [BootTheory("sfdisk", "e2fsck")]
    [InlineData("lvm")]
    public void Ext4OverTwoPhysicalVolumes_Prepared_IsClean(string kind)
    {
        IReadOnlyList<string> disks = guests[kind].Prepared;
        string volume = LogicalVolume.Copy(
            [Partitions.Copy(disks[0], 2, _folder["pv0"]), Partitions.Copy(disks[1], 1, _folder["pv1"])], _folder["volume"]);

        Tool.Run("e2fsck", "-fn", volume);
    }

    public void Dispose() => _folder.Dispose();

    private string Copy(string kind, int partition) => Partitions.Copy(guests[kind].Prepared[0], partition, _folder["partition"]);
}
