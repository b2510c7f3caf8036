using System.IO.Compression;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Ova;

/// <summary>
/// The disks of an OVA that comes by. A disk whose file comes next is taken as it comes; one that somebody else needs too,
/// or whose file came before its turn, is read at random from the spool.
/// </summary>
/// <param name="folder">The archive.</param>
/// <param name="descriptor">Its descriptor.</param>
/// <param name="files">What has come of the archive, under the names of the descriptor.</param>
/// <param name="opener">Opens what was saved.</param>
/// <param name="openForward">Opens what comes.</param>
/// <param name="options">Limits, the spool's place, and who is told of its use.</param>
internal sealed class OvaForwardDisks(
    OvaPassingFolder folder, OvfDescriptor descriptor, PackageFiles files, OvfDiskOpener opener, ForwardImageOpener openForward, ReadOptions options)
    : IAsyncDisposable
{
    private readonly OvaComingFiles _siblings = new(folder, files);
    private readonly OvaWantedFiles _wanted = new(descriptor.Disks.Values.Select(opener.FileOf).OfType<OvfFile>(), files);
    private readonly Dictionary<OvfFile, IReadOnlyList<string>> _parts = [];
    private readonly Dictionary<string, Disk> _saved = [];
    private (string Id, DiskContent Content)? _measured;
    private bool _hasBegun;

    /// <summary>Whether a member belongs to one of the disks.</summary>
    public bool IsWanted(string member) => _wanted.Contains(member);

    /// <summary>Opens what a target copies of a disk.</summary>
    public async ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        if (IsBlank(disk))
        {
            return new RandomContent(await OpenDiskAsync(disk, cancellationToken));
        }

        _hasBegun = true;
        if (_measured is { } measured && measured.Id == disk.Id)
        {
            _measured = null;
            return measured.Content;
        }

        await SaveMeasuredAsync(cancellationToken);
        if (!_saved.ContainsKey(disk.Id) && FindComing(disk) is { } file)
        {
            await WaitForAsync(file, cancellationToken);
            if (StandsAt(file))
            {
                return await OpenComingAsync(descriptor.Disks[disk.Id], file, cancellationToken);
            }
        }

        return new RandomContent(await OpenDiskAsync(disk, cancellationToken));
    }

    /// <summary>Opens a disk to be read at random; what is not saved yet of it is.</summary>
    public async ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        if (IsBlank(disk))
        {
            return await opener.OpenAsync(descriptor.Disks[disk.Id], cancellationToken);
        }

        _hasBegun = true;
        await SaveMeasuredAsync(cancellationToken);
        if (_saved.TryGetValue(disk.Id, out Disk? saved))
        {
            return new SliceDisk(saved, 0, saved.Length);
        }

        OvfDisk declared = descriptor.Disks[disk.Id];
        await FetchAsync(declared, cancellationToken);
        return await opener.OpenAsync(declared, cancellationToken);
    }

    /// <summary>Bytes of a disk: by its image where that stands next, else as declared.</summary>
    public async ValueTask<long> MeasureAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        OvfDisk declared = descriptor.Disks[disk.Id];
        opener.CheckSize(declared);
        if (_measured is null && !_hasBegun && FindComing(disk) is { } file)
        {
            await FindWantedAsync(cancellationToken);
            if (StandsAt(file))
            {
                _measured = (disk.Id, await OpenComingAsync(declared, file, cancellationToken));
            }
        }

        if (_measured is { } measured && measured.Id == disk.Id)
        {
            return measured.Content.Length;
        }

        if (declared.Capacity is { } capacity)
        {
            return capacity;
        }

        await using Disk opened = await OpenDiskAsync(disk, cancellationToken);
        return opened.Length;
    }

    /// <summary>
    /// Makes sure that each disk was read of the members that its file means, now that all are known: a name may be found
    /// in several places, and a better one may have come later.
    /// </summary>
    public void CheckParts(PackageFiles all)
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

    /// <summary>Gives up what was opened to be measured and nobody took.</summary>
    public async ValueTask ForgetAsync()
    {
        await (_measured?.Content.DisposeAsync() ?? ValueTask.CompletedTask);
        _measured = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ForgetAsync();
        foreach (Disk disk in _saved.Values)
        {
            await disk.DisposeAsync();
        }
    }

    private bool IsBlank(MachineDisk disk) => descriptor.Disks[disk.Id].FileRef is null;

    /// <summary>The file of a disk that can be taken as it comes; null where it is blank, a delta, or needed by others too.</summary>
    private OvfFile? FindComing(MachineDisk disk)
    {
        OvfDisk declared = descriptor.Disks[disk.Id];
        bool isAlone = declared.ParentRef is null
            && descriptor.Disks.Values.All(other => other.ParentRef != declared.DiskId)
            && descriptor.Disks.Values.Count(other => other.FileRef == declared.FileRef) == 1;
        return isAlone ? opener.FileOf(declared) : null;
    }

    private bool StandsAt(OvfFile file)
        => folder.Fresh is { } fresh && OvfStoredFile.PartsOf(file, files) is [var first, ..] && first == fresh.Name;

    private async ValueTask<DiskContent> OpenComingAsync(OvfDisk declared, OvfFile file, CancellationToken cancellationToken)
    {
        opener.CheckSize(declared);
        OvaPassingMember fresh = folder.Fresh!;
        bool isWhole = file.ChunkSize is null && file.Compression == OvfFileCompression.None;
        string name = file.ChunkSize is null ? folder.NameOf(fresh) : $"{folder.Name}:{file.Name}";
        var parts = new OvaPartStream(folder, file, files);
        _parts[file] = parts.Parts;
        Stream content = file.Compression == OvfFileCompression.None ? parts : new GZipStream(parts, CompressionMode.Decompress);
        DiskContent image = await openForward(new ForwardFile(content, name), isWhole ? fresh.Length : null, _siblings, options, cancellationToken);
        return Grow(image, declared.Capacity ?? 0);
    }

    private static DiskContent Grow(DiskContent image, long capacity) => image switch
    {
        ForwardContent coming when capacity > coming.Length => coming.Grow(capacity),
        RandomContent random => new RandomContent(OvfDiskOpener.Grow(random.Disk, capacity)),
        _ => image,
    };

    /// <summary>Passes over members until the first part of a file is there.</summary>
    private async ValueTask WaitForAsync(OvfFile file, CancellationToken cancellationToken)
    {
        OvfStoredFile.RefuseRemote(file, files);
        bool isMore = true;
        while (isMore && OvfStoredFile.PartsOf(file, files).Count == 0)
        {
            isMore = await folder.AdvanceAsync(cancellationToken);
        }
    }

    /// <summary>Passes over what no disk needs.</summary>
    private async ValueTask FindWantedAsync(CancellationToken cancellationToken)
    {
        bool isMore = true;
        while (isMore && (folder.Fresh is not { } fresh || !IsWanted(fresh.Name)))
        {
            isMore = await folder.AdvanceAsync(cancellationToken);
        }
    }

    /// <summary>Waits for all parts of a disk and of what it is a delta of, and saves them.</summary>
    private async ValueTask FetchAsync(OvfDisk declared, CancellationToken cancellationToken)
    {
        var seen = new HashSet<OvfDisk>();
        for (OvfDisk? disk = declared; disk is not null && seen.Add(disk); disk = disk.ParentRef is { } parent ? descriptor.ParentOf(parent) : null)
        {
            if (opener.FileOf(disk) is { } file)
            {
                await WaitForAsync(file, cancellationToken);
                await WaitForChunksAsync(file, cancellationToken);
                _parts[file] = OvfStoredFile.PartsOf(file, files);
            }
        }
    }

    private async ValueTask WaitForChunksAsync(OvfFile file, CancellationToken cancellationToken)
    {
        bool isMore = true;
        for (int chunks = 1; isMore && file.ChunkSize is { } size && !(chunks * (decimal)size >= file.Size); chunks++)
        {
            while (isMore && files.Locate(OvfStoredFile.ChunkName(file, chunks)) is null)
            {
                isMore = await folder.AdvanceAsync(cancellationToken);
            }
        }
    }

    /// <summary>A disk that was opened to be measured, and is not the first that is taken, has to wait in the spool.</summary>
    private async ValueTask SaveMeasuredAsync(CancellationToken cancellationToken)
    {
        if (_measured is { } measured)
        {
            _measured = null;
            _saved[measured.Id] = await ContentSpool.TakeAsync(measured.Content, options, cancellationToken);
        }
    }
}
