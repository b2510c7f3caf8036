using Appliance.Builder.Images.FileSystems.Btrfs;
using Appliance.Builder.Images.FileSystems.Xfs;
using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Tools;

namespace Appliance.Builder.Images.FileSystems;

/// <summary>All kinds of file systems that are made.</summary>
internal static class FileSystemImages
{
    /// <summary>What makes file systems of a kind.</summary>
    /// <param name="content">The kind.</param>
    /// <param name="tool">Runs programs.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static IFileSystemImage Of(PartitionContent content, BuildTool tool, long now) => content switch
    {
        PartitionContent.Ext4 => new ExtImage(tool, now),
        PartitionContent.Esp => new FatImage(tool, now),
        PartitionContent.Btrfs => new BtrfsImage(now),
        PartitionContent.Xfs => new XfsImage(tool, now),
        PartitionContent.Swap => new SwapImage(tool),
        _ => throw new ArgumentOutOfRangeException(nameof(content), content, null),
    };
}
