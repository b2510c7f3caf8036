using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.KernelMounts;
using Appliance.Guests.Tests.MicroMachines;
using Appliance.Guests.Tests.Nbd;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.KernelMounts;

/// <summary>What is left of a mount, and what happens where there is none.</summary>
[Collection("device files")]
public sealed class KernelEngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsKernelMountFact("mkfs.xfs", "losetup")]
    public void Mount_IsInNoFolder_AndLeavesNothingBehind()
    {
        using var device = new FileDevice(GuestImage.Xfs(_folder, [1]));
        string loop;
        using (FileSystem fileSystem = Open(device))
        {
            fileSystem.Write("/new", new MemoryStream([1, 2, 3]), FileRights.File);

            loop = OwnLoop();
            Assert.DoesNotContain(File.ReadLines("/proc/self/mounts"), line => line.StartsWith(loop.Split(' ')[0] + " ", StringComparison.Ordinal));
        }

        AssertNothingIsLeft();
        Assert.DoesNotContain(loop, Loops());
    }

    [NeedsKernelMountFact]
    public void Image_ThatIsNotMounted_LeavesNothingBehind()
    {
        Assert.Throws<InvalidImageException>(() => Open(new ArrayDevice(new byte[32 << 20])));

        AssertNothingIsLeft();
    }

    [NeedsKernelMountFact]
    public void Device_ThatFails_IsTheErrorThatIsTold()
    {
        var damage = new InvalidImageException("disk.vmdk", 7, "a grain is cut short");

        Assert.Same(damage, Assert.Throws<InvalidImageException>(() => Open(new ArrayDevice(new byte[32 << 20], failure: damage))));
        AssertNothingIsLeft();
    }

    [NeedsKernelMountFact("mkfs.xfs", "losetup")]
    public void Cancellation_EndsWhatTheKernelIsAt()
    {
        using var stop = new CancellationTokenSource();
        using var device = new FileDevice(GuestImage.Xfs(_folder, TestDisk.RandomBytes(40 << 20)));
        string loop;
        using (FileSystem fileSystem = Open(device))
        {
            loop = OwnLoop();

            // As a disk does whose reads are cancelled, from somewhere in the middle of the file.
            int reads = 0;
            device.BeforeRead = _ =>
            {
                if (++reads > 20)
                {
                    stop.Cancel();
                }

                stop.Token.ThrowIfCancellationRequested();
            };

            Assert.ThrowsAny<OperationCanceledException>(() => fileSystem.OpenRead("/boot/big").CopyTo(Stream.Null));
        }

        AssertNothingIsLeft();
        Assert.DoesNotContain(loop, Loops());
    }

    [NeedsKernelMountFact]
    public void FileSystem_ThatTheKernelDoesNotKnow_IsLeftToTheOtherEngine()
    {
        var engine = new KernelEngine(FileSystemKind.Refs, new NoEngine(), CancellationToken.None);

        Assert.Throws<NotSupportedException>(() => engine.Open(new ArrayDevice(new byte[1 << 20]), writable: true));
        AssertNothingIsLeft();
    }

    private static FileSystem Open(BlockDevice device) => new KernelEngine(FileSystemKind.Xfs, new NoEngine(), CancellationToken.None).Open(device, writable: true);

    private static void AssertNothingIsLeft() => Assert.Empty(ChildProcesses.Named("qemu-storage-daemon"));

    /// <summary>The loop device over what our program shows: others on this machine may have some of their own.</summary>
    private static string OwnLoop()
    {
        string arguments = File.ReadAllText($"/proc/{Assert.Single(ChildProcesses.Named("qemu-storage-daemon")).Id}/cmdline");
        return Loops().Single(loop => arguments.Contains(loop.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], StringComparison.Ordinal));
    }

    private static string[] Loops()
        => Tool.Run("losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
