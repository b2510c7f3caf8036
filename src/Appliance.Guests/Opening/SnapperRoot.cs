using System.Globalization;
using System.Text;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Opening;

/// <summary>
/// The root of SUSE's systems, which is itself one of the snapshots that snapper keeps: <c>/@/.snapshots/1/snapshot</c> as
/// installed, and a later one once the user went back to an older state.
/// </summary>
internal static class SnapperRoot
{
    private const string Snapshots = ".snapshots";

    // A snapshot's description has some hundred bytes.
    private const int MostBytes = 64 << 10;

    // snapper cleans up at some hundred; looking into each takes a read.
    private const int MostSnapshots = 10_000;

    // What snapper writes for snapshots that can be changed; all others are for looking back.
    private static readonly string[] Writable = ["first root filesystem", "writable copy of"];

    /// <summary>The newest snapshot below a subvolume that is meant to be run; null where there is none.</summary>
    public static string? Within(FileSystem fileSystem, string subvolume)
    {
        string folder = GuestPath.Join(subvolume, Snapshots);
        if (fileSystem.Find(folder)?.Type != FileType.Folder)
        {
            return null;
        }

        return fileSystem.List(folder)
            .Where(node => node.Type == FileType.Folder && int.TryParse(node.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Take(MostSnapshots)
            .OrderByDescending(node => int.Parse(node.Name, CultureInfo.InvariantCulture))
            .Select(node => GuestPath.Join(folder, node.Name))
            .Where(path => IsWritable(fileSystem, path + "/info.xml"))
            .Select(path => path + "/snapshot")
            .FirstOrDefault(path => fileSystem.Find(path)?.Type == FileType.Folder);
    }

    private static bool IsWritable(FileSystem fileSystem, string file)
    {
        if (fileSystem.Find(file) is not { Type: FileType.File, Length: <= MostBytes } node)
        {
            return false;
        }

        var bytes = new byte[node.Length];
        using Stream content = fileSystem.OpenRead(file);
        content.ReadExactly(bytes);
        string text = Encoding.UTF8.GetString(bytes);
        return Writable.Any(words => text.Contains(words, StringComparison.Ordinal));
    }
}
