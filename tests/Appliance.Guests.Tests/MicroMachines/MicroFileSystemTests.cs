using Appliance.Guests.FileSystems;
using Appliance.Guests.MicroMachines;
using Appliance.Guests.Tests.FileSystems;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.MicroMachines;

/// <summary>XFS and btrfs through the micro virtual machine.</summary>
[Trait("Category", "Slow")]
[Collection("micro machine")]
public sealed class MicroFileSystemTests(MicroMachineFixture machine) : LinuxFileSystemTests, IClassFixture<MicroMachineFixture>
{
    protected override string DeviceName => "vda";

    [NeedsToolTheory("qemu-system-x86_64", "mkfs.xfs", "mkfs.btrfs")]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_OfAnImage_AreReadAsTheyAre(bool xfs) => FilesOfAnImageAreReadAsTheyAre(xfs);

    [NeedsToolTheory("qemu-system-x86_64", "mkfs.xfs", "mkfs.btrfs", "xfs_repair", "btrfs")]
    [InlineData(true)]
    [InlineData(false)]
    public void Changes_AfterFlush_AreWholeAndClean(bool xfs) => ChangesAfterFlushAreWholeAndClean(xfs);

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs")]
    public void Names_ThatAreHostile_AreNamesLikeAnyOther() => NamesThatAreHostileAreNamesLikeAnyOther();

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs")]
    public void Links_AreNeverFollowed() => LinksAreNeverFollowed();

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs")]
    public void Requests_ThatCannotBeDone_SayWhy() => RequestsThatCannotBeDoneSayWhy();

    [NeedsToolTheory("qemu-system-x86_64", "mkfs.xfs", "mkfs.btrfs")]
    [InlineData(true)]
    [InlineData(false)]
    public void Names_ThatAreTooLong_AreNotThere(bool xfs) => NamesThatAreTooLongAreNotThere(xfs);

    [NeedsToolTheory("qemu-system-x86_64", "mkfs.xfs", "mkfs.btrfs", "xfs_repair", "btrfs")]
    [InlineData(true)]
    [InlineData(false)]
    public void Volume_ThatWasLookedInto_CanBeChanged(bool xfs) => VolumeThatWasLookedIntoCanBeChanged(xfs);

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs")]
    public void Prefetch_OfFoldersAndFiles_AnswersWhatComesAfter()
    {
        using FileSystem fileSystem = Open(Make(xfs: true), writable: false);

        fileSystem.Prefetch(["/etc", "/boot/big", "/lib", "/none/below", "/trap/null"]);

        Assert.Equal(["os-release", "shadow"], fileSystem.List("/etc").Select(node => node.Name).Order(StringComparer.Ordinal));
        Assert.Equal(new FileRights(0x180, 12, 34), fileSystem.Find("/etc/shadow")!.Rights);
        Assert.IsType<MemoryStream>(fileSystem.OpenRead("/etc/shadow"));
        Assert.Equal(Big.Length, fileSystem.Find("/boot/big")!.Length);
        Assert.Null(fileSystem.Find("/trap/null"));
    }

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs", "xfs_repair")]
    public void Log_ThatWasNotReplayed_IsReplayedOnlyWhereItMayBe() => LogThatWasNotReplayedIsReplayedOnlyWhereItMayBe();

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs", "xfs_repair")]
    public void Volume_ThatIsClosedWithoutFlush_StaysAsItWasAfterTheLastOne() => VolumeThatIsClosedWithoutFlushStaysAsItWasAfterTheLastOne();

    [NeedsToolFact("qemu-system-x86_64", "mkfs.xfs")]
    public void Image_ThatIsDamaged_IsOneClearError() => ImageThatIsDamagedIsOneClearError();

    [NeedsToolFact("qemu-system-x86_64", "mkfs.btrfs")]
    public void Image_OfSomethingElse_IsRefused() => ImageOfSomethingElseIsRefused();

    protected override FileSystem Open(string image, bool writable = true) => machine.Open(image, writable);

    protected override void Synchronize(FileSystem fileSystem) => ((MicroFileSystem)fileSystem).Synchronize();
}
