using Appliance.Builder.Tools;
using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Fat;
using Appliance.Guests.Native;

namespace Appliance.Builder.Images.FileSystems;

/// <summary>Makes an EFI system partition: mkfs.fat makes the FAT, files are written by the engine for guests. Owners, modes and times of files are not kept, for it knows none.</summary>
/// <param name="tool">Runs mkfs.fat.</param>
/// <param name="now">Seconds since 1970.</param>
internal sealed class FatImage(BuildTool tool, long now) : IFileSystemImage
{
    private const int SectorSize = 512;

    /// <inheritdoc/>
    public async Task MakeAsync(ImageSpace space, IReadOnlyList<KeyValuePair<string, TreeNode>> nodes, CancellationToken cancellationToken)
    {
        string program = Programs.Require("mkfs.fat", "dosfstools", "to make an EFI system partition");
        string[] arguments =
        [
            "--invariant", .. ShapeOf(space.Place.Length >> 20), "-S", $"{SectorSize}", "-i", $"{space.Place.FatId:x8}", "-n", "EFI", $"--offset={space.Place.Offset / SectorSize}", "-h", $"{space.Place.Offset / SectorSize}",
            space.Image, $"{space.Place.Length / 1024}",
        ];
        await tool.RunAsync(program, arguments, cancellationToken);
        using var made = FatFileSystem.Open(space.NewDevice(), writable: true, new FixedTime(now));
        foreach ((string path, TreeNode node) in nodes.Where(node => node.Key != "/"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Make(space, made, path, node);
        }

        made.Flush();
    }

    // mkfs.fat chooses by the size of the whole image; the number of clusters decides which FAT it is: up to 65,524 are FAT16.
    private static string[] ShapeOf(long mebibytes) => mebibytes switch
    {
        < 16 => ["-F", "16", "-s", "1"],
        < 64 => ["-F", "16", "-s", "2"],
        < 272 => ["-F", "32", "-s", "1"],
        _ => ["-F", "32", "-s", "8"],
    };

    private static void Make(ImageSpace space, FatFileSystem target, string path, TreeNode node)
    {
        if (node.Type == FileType.Link || node.OtherName is not null)
        {
            throw new UnsupportedImageException(space.Name, $"is FAT, which knows no links, and {path} is one");
        }

        if (node.Type == FileType.Folder)
        {
            target.CreateFolder(path, node.Rights);
            return;
        }

        if (node.Length > target.FreeBytes)
        {
            throw space.Full($"{path} has {node.Length} bytes, and {target.FreeBytes} are free");
        }

        using Stream content = node.Open();
        target.Write(path, content, node.Rights);
    }
}
