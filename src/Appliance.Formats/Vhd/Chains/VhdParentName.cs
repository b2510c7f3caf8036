using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vhd;

/// <summary>
/// Finds the parent of a differencing disk. Stored paths are those of the machine that made the file, so only their
/// last part counts, and only files beside the child are looked at.
/// </summary>
internal static class VhdParentName
{
    // No system takes longer paths; a longer one is garbage.
    private const int MaxPathBytes = 64 * 1024;

    /// <summary>Opens the first file that a locator or the header names and that is there.</summary>
    /// <exception cref="InvalidImageException">There is none.</exception>
    /// <exception cref="UnsupportedImageException">There is no folder to look into.</exception>
    public static async ValueTask<Disk> OpenAsync(VhdLayer child, IFileFolder? siblings, CancellationToken cancellationToken)
    {
        string[] names = await ReadNamesAsync(child.File, child.Header!, cancellationToken);
        string wanted = names.Length == 0 ? "of unknown name" : $"\"{string.Join("\" or \"", names.Select(RelativeName.Printable))}\"";
        if (siblings is null)
        {
            throw new UnsupportedImageException(
                child.File.Name, $"is a differencing disk, and its parent {wanted} is out of reach; put both into one folder and open it there");
        }

        foreach (string name in names)
        {
            if (await siblings.OpenAsync(name, cancellationToken) is { } parent)
            {
                return parent;
            }
        }

        throw new InvalidImageException(child.File.Name, $"is a differencing disk, and its parent {wanted} is not in {siblings.Name}");
    }

    /// <summary>The names by which a child knows its parent, without folders, each one once.</summary>
    public static async ValueTask<string[]> ReadNamesAsync(Disk file, VhdDynamicHeader header, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (VhdParentLocator locator in header.Locators)
        {
            if (await ReadPathAsync(file, locator, cancellationToken) is { } path)
            {
                names.Add(BaseName(path));
            }
        }

        names.Add(BaseName(header.ParentName));
        return [.. names.Where(IsUsable).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The last part of a path of whatever system.</summary>
    public static string BaseName(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..].TrimEnd('\0');

    /// <summary>Reads the path that a locator points to; null where it has none.</summary>
    /// <exception cref="InvalidImageException">The path is too long or not within the file.</exception>
    public static async ValueTask<string?> ReadPathAsync(Disk file, VhdParentLocator locator, CancellationToken cancellationToken)
    {
        if (locator.Platform is not (VhdPlatform.WindowsRelative or VhdPlatform.WindowsAbsolute or VhdPlatform.MacUrl))
        {
            return null;
        }

        long offset = (long)locator.DataOffset;
        if (locator.DataLength > MaxPathBytes)
        {
            throw new InvalidImageException(file.Name, offset, $"the parent's path has {locator.DataLength} bytes, more than any system takes");
        }

        byte[] data = await file.ReadStructureAsync(offset, (int)locator.DataLength, "parent's path", cancellationToken);
        return locator.Decode(data);
    }

    private static bool IsUsable(string name) => name is not ("" or "." or "..") && !name.Any(char.IsControl);
}
