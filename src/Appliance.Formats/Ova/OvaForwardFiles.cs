using Appliance.Formats.Files;
using Appliance.Formats.Ovf;

namespace Appliance.Formats.Ova;

/// <summary>Waits for the files of the disks of an OVA that comes by, and remembers which members they turned out to be.</summary>
/// <param name="folder">The archive.</param>
/// <param name="files">What has come of it, under the names of the descriptor.</param>
/// <param name="wanted">The files of all disks.</param>
internal sealed class OvaForwardFiles(OvaPassingFolder folder, PackageFiles files, OvaWantedFiles wanted)
{
    private readonly Dictionary<OvfFile, IReadOnlyList<string>> _parts = [];

    /// <summary>Whether the first part of a file is the member that has come last, and nobody has begun to read it.</summary>
    public bool StandsAt(OvfFile file)
        => folder.Fresh is { } fresh && OvfStoredFile.PartsOf(file, files) is [var first, ..] && first == fresh.Name;

    /// <summary>Opens a file that <see cref="StandsAt"/> tells of.</summary>
    public OvaPartStream Open(OvfFile file)
    {
        var parts = new OvaPartStream(folder, file, files);
        _parts[file] = parts.Parts;
        return parts;
    }

    /// <summary>Passes over what no disk needs, to the next member that one does.</summary>
    public async ValueTask FindWantedAsync(CancellationToken cancellationToken)
    {
        bool isMore = true;
        while (isMore && (folder.Fresh is not { } fresh || !wanted.Contains(fresh.Name)))
        {
            isMore = await folder.AdvanceAsync(cancellationToken);
        }
    }

    /// <summary>Passes over members until the first part of a file is there, or the archive ends.</summary>
    public async ValueTask WaitForAsync(OvfFile file, CancellationToken cancellationToken)
    {
        OvfStoredFile.RefuseRemote(file, files);
        bool isMore = true;
        while (isMore && OvfStoredFile.PartsOf(file, files).Count == 0)
        {
            isMore = await folder.AdvanceAsync(cancellationToken);
        }
    }

    /// <summary>Waits for all parts of a file; those that are passed over are saved.</summary>
    public async ValueTask FetchAsync(OvfFile file, CancellationToken cancellationToken)
    {
        await WaitForAsync(file, cancellationToken);
        bool isMore = true;

        // Where the descriptor does not tell the file's size, only the end of the archive shows that there is no further chunk.
        for (int chunks = 1; isMore && file.ChunkSize is { } size && !(chunks * (decimal)size >= file.Size); chunks++)
        {
            while (isMore && files.Locate(OvfStoredFile.ChunkName(file, chunks)) is null)
            {
                isMore = await folder.AdvanceAsync(cancellationToken);
            }
        }

        _parts[file] = OvfStoredFile.PartsOf(file, files);
    }

    /// <summary>
    /// Makes sure that each file was read of the members that it means, now that all are known: a name may be found in
    /// several places, and a better one may have come later.
    /// </summary>
    /// <param name="all">All files of the package.</param>
    /// <exception cref="ImageException">A file is missing, in odd pieces, or was another one.</exception>
    public void Check(PackageFiles all)
    {
        foreach ((OvfFile file, IReadOnlyList<string> parts) in _parts)
        {
            IReadOnlyList<string> meant = OvfStoredFile.PartsOf(file, all);
            OvfStoredFile.CheckNumber(file, meant.Count, all);
            if (!meant.SequenceEqual(parts))
            {
                throw new UnsupportedImageException(
                    folder.Name, $"{RelativeName.Printable(file.Name)} turned out to be other members than those that came first under its name; save the archive to a file, and convert that");
            }
        }
    }
}
