using System.Text;

namespace Appliance.Guests.Initramfs;

/// <summary>
/// Writes a cpio archive of the "new" format, of root's files and folders. The same members give the same bytes: times are
/// 0 and inodes are counted.
/// </summary>
/// <remarks>
/// Linux drops a member without a word where its folder is not there yet, so every folder goes in before what it holds.
/// No folder may be named that is a link in the archive which follows (bin, lib, sbin).
/// </remarks>
public sealed class CpioWriter
{
    // Linux asks for 4. GNU cpio fills up blocks of 512, and tools that look into an initramfs count in them
    // (dd bs=512 skip=...) to find what follows; an early archive is expected to end so.
    private const int BlockSize = 512;

    private const int FolderType = 0x4000; // S_IFDIR
    private const int FileType = 0x8000; // S_IFREG

    private readonly Stream _target;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private long _position;
    private int _inode;

    /// <summary>Writes to where <paramref name="target"/> stands, without owning it.</summary>
    public CpioWriter(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
    }

    /// <summary>Adds a folder, after those above it; nothing where it was added already.</summary>
    /// <param name="path">Its path, without a slash in front.</param>
    /// <param name="mode">The twelve permission bits; 0755.</param>
    public void AddFolder(string path, int mode = 0x1ED)
    {
        Check(path);
        AddFoldersOf(path);
        if (_names.Add(path))
        {
            Add(path, FolderType | mode, links: 2, []);
        }
    }

    /// <summary>Adds a regular file, after the folders above it.</summary>
    /// <param name="path">Its path, without a slash in front.</param>
    /// <param name="content">Its content.</param>
    /// <param name="mode">The twelve permission bits; 0644.</param>
    /// <exception cref="ArgumentException">The path is there already, or is none.</exception>
    public void AddFile(string path, ReadOnlySpan<byte> content, int mode = 0x1A4)
    {
        Check(path);
        AddFoldersOf(path);
        if (!_names.Add(path))
        {
            throw new ArgumentException($"{path} is in the archive already", nameof(path));
        }

        Add(path, FileType | mode, links: 1, content);
    }

    /// <summary>Ends the archive and fills its last block.</summary>
    public void Finish()
    {
        Header(CpioFormat.Trailer, inode: 0, mode: 0, links: 1, length: 0);
        _target.Write(new byte[-_position & (BlockSize - 1)]);
    }

    private static void Check(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.Split('/').Any(part => part is "" or "." or "..") || path == CpioFormat.Trailer || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"{path} is no path in an archive", nameof(path));
        }
    }

    private void AddFoldersOf(string path)
    {
        if (path.LastIndexOf('/') is var slash and > 0)
        {
            AddFolder(path[..slash]);
        }
    }

    private void Add(string name, int mode, int links, ReadOnlySpan<byte> content)
    {
        Header(name, _inode++, mode, links, content.Length);
        Write(content);
        Pad();
    }

    private void Header(string name, int inode, int mode, int links, int length)
    {
        int nameLength = Encoding.UTF8.GetByteCount(name) + 1;
        ReadOnlySpan<int> fields = [inode, mode, 0, 0, links, 0, length, 0, 0, 0, 0, nameLength, 0];
        var header = new StringBuilder("070701");
        foreach (int field in fields)
        {
            header.Append(field.ToString("X8"));
        }

        Write(Encoding.UTF8.GetBytes(header.Append(name).Append('\0').ToString()));
        Pad();
    }

    private void Pad() => Write(stackalloc byte[CpioFormat.PaddingOf(_position)]);

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _target.Write(bytes);
        _position += bytes.Length;
    }
}
