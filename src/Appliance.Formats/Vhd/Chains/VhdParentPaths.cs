using System.Text;

namespace Appliance.Formats.Vhd;

/// <summary>
/// How a differencing disk spells where its parent is, in the three ways that libvhd writes and reads (blktap,
/// vhd_write_parent_locators): all of them relative, since an absolute path would not survive the way to a host.
/// </summary>
internal sealed class VhdParentPaths
{
    private readonly (VhdPlatform Platform, byte[] Path)[] _paths;

    /// <summary>Spells the way from a child to its parent.</summary>
    /// <param name="childPath">The child's file.</param>
    /// <param name="parentPath">The parent's file.</param>
    /// <exception cref="UnsupportedImageException">The parent's name does not fit into the header.</exception>
    public VhdParentPaths(string childPath, string parentPath)
    {
        Name = Path.GetFileName(parentPath);
        if (Name.Length > VhdDynamicHeader.MaxParentName)
        {
            throw new UnsupportedImageException(Name, $"the name of a parent has at most {VhdDynamicHeader.MaxParentName} characters");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(childPath))!;
        string unix = "./" + Path.GetRelativePath(folder, parentPath).Replace('\\', '/');
        byte[] windows = Encoding.Unicode.GetBytes(unix.Replace('/', '\\'));
        _paths =
        [
            (VhdPlatform.MacUrl, Encoding.UTF8.GetBytes("file://" + unix)),
            (VhdPlatform.WindowsAbsolute, windows),
            (VhdPlatform.WindowsRelative, windows),
        ];
    }

    /// <summary>The parent's file name without a folder.</summary>
    public string Name { get; }

    /// <summary>Bytes that all paths take, in whole sectors.</summary>
    public int Size => _paths.Sum(entry => SpaceOf(entry.Path));

    /// <summary>The locators of paths that are stored one behind the other.</summary>
    /// <param name="offset">Where the first one stands in the file, in bytes.</param>
    public VhdParentLocator[] LocatorsAt(long offset)
    {
        var locators = new VhdParentLocator[_paths.Length];
        for (int i = 0; i < locators.Length; i++)
        {
            (VhdPlatform platform, byte[] path) = _paths[i];
            locators[i] = new VhdParentLocator(platform, (uint)SpaceOf(path), (uint)path.Length, Reserved: 0, (ulong)offset);
            offset += SpaceOf(path);
        }

        return locators;
    }

    /// <summary>Writes the paths, each in its sectors.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        foreach ((_, byte[] path) in _paths)
        {
            path.CopyTo(bytes);
            bytes = bytes[SpaceOf(path)..];
        }
    }

    // In bytes, as libvhd has it; readers take what is below a sector's size for sectors.
    private static int SpaceOf(byte[] path) => (path.Length + VhdFooter.SectorSize - 1) / VhdFooter.SectorSize * VhdFooter.SectorSize;
}
