using Appliance.Guests.FileSystems;
using Appliance.Guests.KernelMounts;
using Appliance.Guests.Tests.FileSystems;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.KernelMounts;

/// <summary>XFS and btrfs through the kernel that runs these tests.</summary>
[Collection("device files")]
public sealed class KernelFileSystemTests : LinuxFileSystemTests
{
    private readonly List<FileDevice> _devices = [];

    protected override string DeviceName => "loop";

    public override void Dispose()
    {
        _devices.ForEach(device => device.Dispose());
        base.Dispose();
    }

    [NeedsKernelMountTheory("mkfs.xfs", "mkfs.btrfs")]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_OfAnImage_AreReadAsTheyAre(bool xfs) => FilesOfAnImageAreReadAsTheyAre(xfs);

    [NeedsKernelMountTheory("mkfs.xfs", "mkfs.btrfs", "xfs_repair", "btrfs")]
    [InlineData(true)]
    [InlineData(false)]
    public void Changes_AfterFlush_AreWholeAndClean(bool xfs) => ChangesAfterFlushAreWholeAndClean(xfs);

    [NeedsKernelMountFact("mkfs.xfs")]
    public void Names_ThatAreHostile_AreNamesLikeAnyOther() => NamesThatAreHostileAreNamesLikeAnyOther();

    [NeedsKernelMountFact("mkfs.xfs")]
    public void Links_AreNeverFollowed() => LinksAreNeverFollowed();

    [NeedsKernelMountFact("mkfs.xfs")]
    public void Requests_ThatCannotBeDone_SayWhy() => RequestsThatCannotBeDoneSayWhy();

    [NeedsKernelMountTheory("mkfs.xfs", "mkfs.btrfs")]
    [InlineData(true)]
    [InlineData(false)]
    public void Names_ThatAreTooLong_AreNotThere(bool xfs) => NamesThatAreTooLongAreNotThere(xfs);

    [NeedsKernelMountTheory("mkfs.xfs", "mkfs.btrfs", "xfs_repair", "btrfs")]
    [InlineData(true)]
    [InlineData(false)]
    public void Volume_ThatWasLookedInto_CanBeChanged(bool xfs) => VolumeThatWasLookedIntoCanBeChanged(xfs);

    [NeedsKernelMountFact("mkfs.xfs", "xfs_repair")]
    public void Log_ThatWasNotReplayed_IsReplayedOnlyWhereItMayBe() => LogThatWasNotReplayedIsReplayedOnlyWhereItMayBe();

    [NeedsKernelMountFact("mkfs.xfs", "xfs_repair")]
    public void Volume_ThatIsClosedWithoutFlush_StaysAsItWasAfterTheLastOne() => VolumeThatIsClosedWithoutFlushStaysAsItWasAfterTheLastOne();

    [NeedsKernelMountFact("mkfs.xfs")]
    public void Image_ThatIsDamaged_IsOneClearError() => ImageThatIsDamagedIsOneClearError();

    [NeedsKernelMountFact("mkfs.btrfs")]
    public void Image_OfSomethingElse_IsRefused() => ImageOfSomethingElseIsRefused();

    protected override FileSystem Open(string image, bool writable = true)
    {
        var device = new FileDevice(image, writable);
        _devices.Add(device);
        FileSystemKind kind = image.Contains("btrfs", StringComparison.Ordinal) ? FileSystemKind.Btrfs : FileSystemKind.Xfs;
        return new KernelEngine(kind, new NoEngine(), CancellationToken.None).Open(device, writable);
    }

    protected override void Synchronize(FileSystem fileSystem) => ((KernelFileSystem)fileSystem).Synchronize();
}
