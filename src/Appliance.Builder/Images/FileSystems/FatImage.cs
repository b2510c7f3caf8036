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
    // Smaller ones have too few clusters for it, and mkfs.fat chooses.
    private const long LeastOfFat32 = 64 << 20;
    private const int SectorSize = 512;

    /// <inheritdoc/>
    public async Task MakeAsync(ImageSpace space, IReadOnlyList<KeyValuePair<string, TreeNode>> nodes, CancellationToken cancellationToken)
    {
        string program = Programs.Require("mkfs.fat", "dosfstools", "to make an EFI system partition");
        string[] type = space.Place.Length >= LeastOfFat32 ? ["-F", "32"] : [];
        string[] arguments =
        [
            "--invariant", .. type, "-S", $"{SectorSize}", "-i", $"{space.Place.FatId:x8}", "-n", "EFI", $"--offset={space.Place.Offset / SectorSize}", "-h", $"{space.Place.Offset / SectorSize}",
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
