using Appliance.Builder.Tools;
using Appliance.Builder.Trees;
using Appliance.Formats.IO.Native;
using Appliance.Guests.Native;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Images.FileSystems.Xfs;

/// <summary>
/// Makes XFS: mkfs.xfs makes it with folders and files of a list, in a file of its own, what the list cannot say is written into the
/// inodes, and xfs_repair counts anew what that has changed.
/// </summary>
/// <param name="tool">Runs them.</param>
/// <param name="now">Seconds since 1970.</param>
internal sealed class XfsImage(BuildTool tool, long now) : IFileSystemImage
{
    private const string Package = "xfsprogs";
    private const string Purpose = "to make XFS";
    private const int PieceSize = 1 << 16;

    /// <inheritdoc/>
    public async Task MakeAsync(ImageSpace space, IReadOnlyList<KeyValuePair<string, TreeNode>> nodes, CancellationToken cancellationToken)
    {
        string make = Programs.Require("mkfs.xfs", Package, Purpose), repair = Programs.Require("xfs_repair", Package, Purpose);
        string list = space.NewPath("list"), image = space.NewPath("xfs"), contents = Directory.CreateDirectory(space.NewPath("files")).FullName;
        if (contents.Any(char.IsWhiteSpace))
        {
            throw new IOException($"{contents}: mkfs.xfs takes no blanks in the path of the folder for work");
        }

        new XfsProto(space.Name, contents).Write(list, nodes, cancellationToken);
        try
        {
            await tool.RunAsync(make, ArgumentsOf(space, list, image), cancellationToken);
        }
        catch (IOException e) when (e.Message.Contains("No space left", StringComparison.Ordinal))
        {
            throw space.Full(e.Message);
        }

        Directory.Delete(contents, recursive: true);
        using SafeFileHandle file = File.OpenHandle(image, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, FileOptions.DeleteOnClose);
        var volume = new XfsVolume(file, space.Name);
        if (!volume.IsWhole())
        {
            throw space.Full("mkfs.xfs puts a file into one range, which is at most a quarter of it, and has none for the largest file");
        }

        var tree = new XfsTree(volume, space.Name, nodes.ToDictionary());
        tree.Connect();
        if (nodes.Any(node => node.Value.OtherName is not null))
        {
            await tool.RunAsync(repair, ["-f", image], cancellationToken);
        }

        tree.Fill(now);
        Copy(file, space, cancellationToken);
    }

    // What depends on the version of mkfs.xfs, or on this machine's processors, is said.
    private static string[] ArgumentsOf(ImageSpace space, string list, string image)
    {
        const long Mebibyte = 1 << 20, LeastLog = 64, MostLog = 1024, Share = 2048;
        long log = Math.Clamp(space.Place.Length / Share / Mebibyte, LeastLog, MostLog);
        return
        [
            "-q", "-p", list, "-b", "size=4096", "-s", "size=512", "-i", "size=512,sparse=1,nrext64=0", "-l", $"size={log}m",
            "-m", $"uuid={space.Place.Uuid},crc=1,finobt=1,rmapbt=0,reflink=1,bigtime=1,inobtcount=1", "-d", $"file=1,name={image},size={space.Place.Length},agcount=4",
        ];
    }

    private static void Copy(SafeFileHandle file, ImageSpace space, CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceSize];
        long length = space.Place.Length;
        for (long place = SparseSeek.FindData(file, 0, length); place < length; place = SparseSeek.FindData(file, place, length))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(PieceSize, SparseSeek.FindHole(file, place, length) - place)), place);
            if (buffer.AsSpan(0, count).ContainsAnyExcept((byte)0))
            {
                RandomAccess.Write(space.File, buffer.AsSpan(0, count), space.Place.Offset + place);
            }

            place += count > 0 ? count : throw new EndOfStreamException($"{space.Name}: mkfs.xfs made {place} bytes instead of {length}");
        }
    }
}
