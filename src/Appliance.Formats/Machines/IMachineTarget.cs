using Appliance.Formats.Disks;

namespace Appliance.Formats.Machines;

/// <summary>Where machines go: a package, disk images, a host. Leaves nothing behind unless it is committed.</summary>
public interface IMachineTarget : IAsyncDisposable
{
    /// <summary>What messages call it: the file's name.</summary>
    string Name { get; }

    /// <summary>What it is, in a few words: "XVA".</summary>
    string Format { get; }

    /// <summary>Whether the machines are to run on Xen, so that what Xen wants of them is worth a warning; default true.</summary>
    bool IsForXen => true;

    /// <summary>Refuses what the target cannot take, before anything is copied. Disk sizes are those of the opened disks.</summary>
    /// <exception cref="UnsupportedImageException">The target cannot hold this; the message names the way out.</exception>
    void Check(MachineGroup group, IReadOnlyDictionary<string, long> diskSizes);

    /// <summary>Writes all machines of <paramref name="source"/> and the content of their disks.</summary>
    /// <param name="source">Read once, disk after disk.</param>
    /// <param name="progress">Called from any thread while a disk is copied.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task WriteAsync(IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Whether what is written can be read back before it is committed; what goes into a pipe cannot.</summary>
    bool CanReadBack => false;

    /// <summary>All packages that were written, one or several, to be read back before they are committed.</summary>
    /// <exception cref="InvalidOperationException">Nothing was written, or it is gone.</exception>
    IReadOnlyList<WrittenPackage> Written => throw new InvalidOperationException($"{Name}: cannot be read back");

    /// <summary>Makes what was written appear under its final name; on a host that takes a while.</summary>
    /// <param name="cancellationToken">Stops the work, as long as nothing has appeared.</param>
    /// <returns>What was made: files as full paths, machines as their host calls them; empty for standard output.</returns>
    ValueTask<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken);
}
