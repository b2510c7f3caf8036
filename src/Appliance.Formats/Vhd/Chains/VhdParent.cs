using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vhd;

/// <summary>The VHD that a new differencing disk lies over.</summary>
public sealed class VhdParent : IAsyncDisposable
{
    private VhdParent(string path, DateTimeOffset changed, Guid id, Disk content)
    {
        Path = path;
        Changed = changed;
        Id = id;
        Content = content;
    }

    /// <summary>The file, in full.</summary>
    public string Path { get; }

    /// <summary>When the file was last changed: what its children note of it (VHD specification, "Parent Time Stamp").</summary>
    public DateTimeOffset Changed { get; }

    /// <summary>Its identity.</summary>
    public Guid Id { get; }

    /// <summary>Its virtual disk, over its own parents.</summary>
    public Disk Content { get; }

    /// <summary>Opens a parent; its own parents are looked for beside it.</summary>
    /// <param name="path">The file: a VHD of any type.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file is damaged, or no VHD.</exception>
    /// <exception cref="UnsupportedImageException">It is refused, or has no identity by which a child could know it.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static async ValueTask<VhdParent> OpenAsync(string path, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        string full = System.IO.Path.GetFullPath(path);
        FileDisk file = FileDisk.Open(full);
        await using var opened = new Ownership<Disk>(file);
        // Remarks come once more when the chain is opened.
        Guid id = (await VhdFooterPair.ReadAsync(file, cancellationToken)).Choose(static _ => { }).Id;
        if (id == Guid.Empty)
        {
            throw new UnsupportedImageException(file.Name, "has no identity, so a differencing disk could not name it; convert it to a new VHD first");
        }

        var siblings = new LocalFolder(System.IO.Path.GetDirectoryName(full)!);
        Disk content = await VhdImage.OpenAsync(file, siblings, options, cancellationToken);
        opened.Release();
        return new VhdParent(full, new DateTimeOffset(File.GetLastWriteTimeUtc(full)), id, content);
    }

    /// <summary>Refuses a disk that has another size than the parent.</summary>
    /// <param name="name">The disk, for the message.</param>
    /// <param name="size">Its virtual size in bytes.</param>
    /// <exception cref="UnsupportedImageException">The sizes differ; the message says which way.</exception>
    public void Check(string name, long size)
    {
        VhdLimits.Check(name, size);
        long rounded = VhdFooterFactory.RoundSize(size);
        if (rounded != Content.Length)
        {
            string way = rounded < Content.Length
                ? "a differencing disk cannot be smaller than its parent; write a VHD of its own"
                : "write a VHD of its own, or let the parent grow first";
            throw new UnsupportedImageException(name, $"has {rounded} bytes, its parent \"{Content.Name}\" {Content.Length}; {way}");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
