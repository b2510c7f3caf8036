using Appliance.Formats;
using Appliance.Guests.Containers;
using Appliance.Guests.Devices;
using Appliance.Guests.Inspection;
using Appliance.Guests.Opening;
using Appliance.Guests.Trees;
using Appliance.Guests.Volumes;

namespace Appliance.Guests;

/// <summary>An installed system with its file systems open, as it sees them itself.</summary>
public sealed class Guest : IDisposable
{
    private readonly VolumeOpener _opener;
    private readonly IReadOnlyList<IContainerEngine> _containers;

    internal Guest(GuestKind kind, GuestTree tree, VolumeOpener opener, IReadOnlyList<IContainerEngine> containers)
    {
        Kind = kind;
        Tree = tree;
        _opener = opener;
        _containers = containers;
    }

    /// <summary>What sort of system it is.</summary>
    public GuestKind Kind { get; }

    /// <summary>Whether it is a Linux.</summary>
    public bool IsLinux => Kind == GuestKind.Linux;

    /// <summary>Whether it is a Windows.</summary>
    public bool IsWindows => Kind == GuestKind.Windows;

    /// <summary>Its files: what boots and runs it, not what its users keep on volumes of their own.</summary>
    public GuestTree Tree { get; }

    /// <summary>All volumes of the machine.</summary>
    public required VolumeSet Volumes { get; init; }

    /// <summary>The lines of its fstab, that of the root first; none for a Windows.</summary>
    public required IReadOnlyList<MountPoint> Mounts { get; init; }

    /// <summary>The volumes that the tree shows, by where they are mounted.</summary>
    public required IReadOnlyDictionary<string, Volume> MountedVolumes { get; init; }

    /// <summary>What could not be used, and why, in sentences: those about volumes first.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Finds the installed system on the disks of a machine and opens its file systems.</summary>
    /// <param name="disks">In the machine's order; they stay the caller's.</param>
    /// <param name="options">How to open it.</param>
    /// <exception cref="UnsupportedImageException">There is no system, or more than one, or what it needs is encrypted or refused; the message names the way out.</exception>
    /// <exception cref="InvalidImageException">A disk or a file system that it needs is damaged.</exception>
    /// <exception cref="MissingToolException">An engine lacks what it needs.</exception>
    public static Guest Open(IReadOnlyList<BlockDevice> disks, GuestOptions options)
    {
        ArgumentNullException.ThrowIfNull(disks);
        ArgumentNullException.ThrowIfNull(options);
        return GuestOpener.Open(disks, options);
    }

    /// <summary>Brings everything that was written to the disks, through the containers that the file systems lie in. Only then are they whole.</summary>
    /// <exception cref="IOException">There is no room for what was written, or an engine failed.</exception>
    public void Flush()
    {
        Tree.Flush();
        foreach (IContainerEngine engine in _containers)
        {
            engine.Flush();
        }
    }

    /// <summary>Closes all file systems, without writing anything more: <see cref="Flush"/> does that.</summary>
    public void Dispose()
    {
        Tree.Dispose();
        _opener.Dispose();
    }
}
