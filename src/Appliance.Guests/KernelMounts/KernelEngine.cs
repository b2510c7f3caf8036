using System.Runtime.InteropServices;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Native;
using Appliance.Guests.Native.Linux;

namespace Appliance.Guests.KernelMounts;

/// <summary>
/// Opens XFS or btrfs with this host's own kernel, which takes a fraction of a second; where the host does not let that
/// happen, another engine does it. The kernel is exposed to whatever a stranger wrote into the file system: only for
/// those who have said that they trust it.
/// </summary>
/// <param name="kind">XFS or btrfs.</param>
/// <param name="other">The engine to use otherwise.</param>
/// <param name="cancellationToken">Ends what is waited for.</param>
/// <remarks>
/// Needs root, Linux 5.8 on x86-64 with the file system, loop devices, qemu-utils, fuse3 and util-linux: a program that
/// outlived this process would keep the kernel waiting for it.
/// </remarks>
internal sealed class KernelEngine(FileSystemKind kind, IFileSystemEngine other, CancellationToken cancellationToken) : IFileSystemEngine
{
    // With SELinux the kernel takes and gives labels only as this host's policy has them.
    private const string Selinux = "/sys/fs/selinux/enforce";

    /// <summary>Whether it is worth a try.</summary>
    public static bool IsPossible { get; }
        = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && Environment.IsPrivilegedProcess
            && !File.Exists(Selinux) && TiedProcess.IsPossible;

    /// <inheritdoc/>
    public FileSystemKind Kind => kind;

    /// <inheritdoc/>
    public FileSystem Open(BlockDevice device, bool writable)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (!IsPossible)
        {
            return other.Open(device, writable);
        }

        try
        {
            return new KernelFileSystem(new KernelVolume(kind, device, writable, cancellationToken), kind, writable);
        }
        catch (Exception e) when (e is LinuxException or MissingToolException)
        {
            // No such file system in this kernel, one with the same UUID is mounted, a container without loop devices...
            return other.Open(device, writable);
        }
    }
}
