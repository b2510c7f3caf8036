using Appliance.Formats.IO.Native;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Disks;

/// <summary>The bytes of a local file. Holes of a sparse file are found and never read.</summary>
public sealed class FileDisk : Disk
{
    private readonly SafeFileHandle _handle;

    private FileDisk(SafeFileHandle handle, string name, long length)
    {
        _handle = handle;
        Name = name;
        Length = length;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>Whether there is a regular file at a path.</summary>
    public static bool CanOpen(string path) => FileKind.IsRegular(path);

    /// <summary>Opens a regular file for reading.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">What messages call it; default the file's name.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnsupportedImageException">It is a folder, a device, a pipe or a socket.</exception>
    public static FileDisk Open(string path, string? name = null)
    {
        name ??= Path.GetFileName(path);
        if (!FileKind.IsRegular(path))
        {
            throw new UnsupportedImageException(name, "is not a regular file");
        }

        SafeFileHandle handle = File.OpenHandle(path, options: FileOptions.RandomAccess);
        return new FileDisk(handle, name, RandomAccess.GetLength(handle));
    }

    /// <summary>Shows an open file, and owns the handle.</summary>
    public static FileDisk Over(SafeFileHandle handle, string name) => new(handle, name, RandomAccess.GetLength(handle));

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _handle.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (Span<byte> rest = buffer.Span; !rest.IsEmpty;)
        {
            int count = RandomAccess.Read(_handle, rest, offset);
            if (count == 0)
            {
                throw new InvalidImageException(Name, offset, $"the file became shorter while it was read (it had {Length} bytes)");
            }

            rest = rest[count..];
            offset += count;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        long data = SparseSeek.FindData(_handle, offset, Length);
        if (data > offset)
        {
            return new(new Extent(offset, data - offset, ExtentKind.Absent));
        }

        long hole = SparseSeek.FindHole(_handle, offset, Length);
        return new(new Extent(offset, hole - offset, ExtentKind.Data));
    }
}
