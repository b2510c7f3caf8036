using Appliance.Builder.Tools;
using Appliance.Builder.Trees;
using Appliance.Guests.Native;

namespace Appliance.Builder.Images.FileSystems;

/// <summary>Makes swap space, by mkswap.</summary>
/// <param name="tool">Runs it.</param>
internal sealed class SwapImage(BuildTool tool) : IFileSystemImage
{
    private const int HeaderSize = 4096;

    /// <inheritdoc/>
    public async Task MakeAsync(ImageSpace space, IReadOnlyList<KeyValuePair<string, TreeNode>> nodes, CancellationToken cancellationToken)
    {
        string path = space.NewPath("swap");
        await using (FileStream swap = File.Create(path))
        {
            swap.SetLength(space.Place.Length);
        }

        await tool.RunAsync(Programs.Require("mkswap", "util-linux", "to make swap space"), ["-q", "-U", space.Place.Uuid, path], cancellationToken);
        byte[] header = new byte[HeaderSize];
        await using FileStream made = File.OpenRead(path);
        await made.ReadExactlyAsync(header, cancellationToken);
        RandomAccess.Write(space.File, header, space.Place.Offset);
    }
}
