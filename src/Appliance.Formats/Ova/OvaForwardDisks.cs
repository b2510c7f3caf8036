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
/// <param name="files">Waits for the disks' files.</param>
/// <param name="siblings">Where images look for further files.</param>
/// <param name="opener">Opens what was saved.</param>
/// <param name="openForward">Opens what comes.</param>
/// <param name="options">Limits, the spool's place, and who is told of its use.</param>
internal sealed class OvaForwardDisks(
    OvaPassingFolder folder, OvfDescriptor descriptor, OvaForwardFiles files, IFileFolder siblings, OvfDiskOpener opener, ForwardImageOpener openForward,
    ReadOptions options)
    : IAsyncDisposable
{
    private readonly Dictionary<string, Disk> _saved = [];
    private (string Id, DiskContent Content)? _measured;
    private bool _hasBegun;

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
            return Lend(disk, measured.Content);
        }

        await SaveMeasuredAsync(cancellationToken);
        if (!_saved.ContainsKey(disk.Id) && FindComing(disk) is { } file)
        {
            await files.WaitForAsync(file, cancellationToken);
            if (files.StandsAt(file))
            {
                return Lend(disk, await OpenComingAsync(descriptor.Disks[disk.Id], file, cancellationToken));
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
            return View(saved);
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
            await files.FindWantedAsync(cancellationToken);
            if (files.StandsAt(file))
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

    private static SliceDisk View(Disk disk) => new(disk, 0, disk.Length);

    /// <summary>Hands a content out; one that had to be saved on the way can be opened again.</summary>
    private DiskContent Lend(MachineDisk disk, DiskContent content)
    {
        if (content is not RandomContent random)
        {
            return content;
        }

        _saved[disk.Id] = random.Disk;
        return new RandomContent(View(random.Disk));
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

    private async ValueTask<DiskContent> OpenComingAsync(OvfDisk declared, OvfFile file, CancellationToken cancellationToken)
    {
        opener.CheckSize(declared);
        OvaPassingMember fresh = folder.Fresh!;
        bool isWhole = file.ChunkSize is null && file.Compression == OvfFileCompression.None;
        string name = file.ChunkSize is null ? folder.NameOf(fresh) : $"{folder.Name}:{file.Name}";
        OvaPartStream stored = files.Open(file);
        Stream content = file.Compression == OvfFileCompression.None ? stored : new GZipStream(stored, CompressionMode.Decompress);
        DiskContent image = await openForward(new ForwardFile(content, name), isWhole ? fresh.Length : null, siblings, options, cancellationToken);
        return Grow(image, declared.Capacity ?? 0);
    }

    private static DiskContent Grow(DiskContent image, long capacity) => image switch
    {
        ForwardContent coming when capacity > coming.Length => coming.Grow(capacity),
        RandomContent random => new RandomContent(OvfDiskOpener.Grow(random.Disk, capacity)),
        _ => image,
    };

    /// <summary>Waits for all parts of a disk and of what it is a delta of, and saves them.</summary>
    private async ValueTask FetchAsync(OvfDisk declared, CancellationToken cancellationToken)
    {
        var seen = new HashSet<OvfDisk>();
        for (OvfDisk? disk = declared; disk is not null && seen.Add(disk); disk = disk.ParentRef is { } parent ? descriptor.ParentOf(parent) : null)
        {
            if (opener.FileOf(disk) is { } file)
            {
                await files.FetchAsync(file, cancellationToken);
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
