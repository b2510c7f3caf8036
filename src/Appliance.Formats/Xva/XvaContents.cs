using Appliance.Formats.Disks;

namespace Appliance.Formats.Xva;

/// <summary>What a walk over the file found: the objects of the descriptor, and where the chunks of each disk are.</summary>
internal sealed class XvaContents
{
    // A machine takes some 10 KiB, each of its disks 3 KiB: room for the metadata of a large pool.
    private const int MaxDescriptorSize = 32 << 20;

    private readonly Dictionary<string, XvaDiskIndex> _disks = [];
    private readonly string _file;

    private XvaContents(XvaObjects objects, string file)
    {
        Objects = objects;
        _file = file;
    }

    /// <summary>The objects.</summary>
    public XvaObjects Objects { get; }

    /// <summary>The disks whose content is in the file, by their references.</summary>
    public IReadOnlyDictionary<string, XvaDiskIndex> Disks => _disks;

    /// <summary>Walks over the file.</summary>
    /// <exception cref="InvalidImageException">The file is damaged or cut off.</exception>
    public static async ValueTask<XvaContents> ReadAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
    {
        if (file.Length > XvaChunk.MaxFileSize)
        {
            throw new UnsupportedImageException(file.Name, $"has {file.Length} bytes; XVA files are read up to {XvaChunk.MaxFileSize}");
        }

        var members = new XvaTarReader(file);
        var contents = new XvaContents(await ReadObjectsAsync(file, members, cancellationToken), file.Name);
        contents.AddDisks(options);
        await contents.AddChunksAsync(members, cancellationToken);
        contents.CheckComplete(options);
        return contents;
    }

    /// <summary>Reads <c>ova.xml</c>, which has to be the first member.</summary>
    public static async ValueTask<XvaObjects> ReadObjectsAsync(Disk file, XvaTarReader members, CancellationToken cancellationToken)
    {
        if (await members.NextAsync(cancellationToken) is not { Name: XvaFormat.DescriptorName } descriptor)
        {
            throw new InvalidImageException(file.Name, 0, $"its first member is not {XvaFormat.DescriptorName}; it is not an XVA");
        }

        if (descriptor.Size > MaxDescriptorSize)
        {
            throw new UnsupportedImageException(
                file.Name, descriptor.Position, $"{XvaFormat.DescriptorName} has {descriptor.Size} bytes, and up to {MaxDescriptorSize} are read");
        }

        byte[] xml = await file.ReadStructureAsync(descriptor.Position, (int)descriptor.Size, XvaFormat.DescriptorName, cancellationToken);
        return XvaObjects.Parse(xml, $"{file.Name}:{XvaFormat.DescriptorName}");
    }

    private void AddDisks(ReadOptions options)
    {
        foreach (XvaObject disk in Objects.StreamedDisks())
        {
            long size = disk.Number("virtual_size", lowest: 0, long.MaxValue);
            options.CheckDiskSize($"{_file}:{disk.Id}", size);
            _disks.Add(disk.Id, new XvaDiskIndex(_file, disk.Id, size));
        }
    }

    private async ValueTask AddChunksAsync(XvaTarReader members, CancellationToken cancellationToken)
    {
        XvaDiskIndex? current = null;
        var finished = new HashSet<string>();
        while (await members.NextAsync(cancellationToken) is { } member)
        {
            if (XvaChunkName.Parse(member.Name) is { } chunk)
            {
                if (current?.Id != chunk.Disk)
                {
                    current = StartDisk(chunk.Disk, member, finished);
                }

                current.Add(chunk.Number, member);
            }
            else if (XvaChecksums.FromName(member.Name) is null)
            {
                throw NotAChunk(member);
            }
        }
    }

    private XvaDiskIndex StartDisk(string id, XvaMember member, HashSet<string> finished)
    {
        if (!finished.Add(id))
        {
            throw new InvalidImageException(_file, member.Position, $"chunk {member.Name} stands apart from the other chunks of its disk");
        }

        return _disks.GetValueOrDefault(id)
            ?? throw new InvalidImageException(_file, member.Position, $"chunk {member.Name} belongs to no disk of {XvaFormat.DescriptorName}");
    }

    private ImageException NotAChunk(XvaMember member) => member.Name == "checksum.xml"
        ? new UnsupportedImageException(
            _file, member.Position, "has its checksums in one table, as exports of 2007 and before; import it into a host and export it again")
        : new InvalidImageException(_file, member.Position, $"member \"{member.Name}\" has no place in an XVA");

    private void CheckComplete(ReadOptions options)
    {
        foreach (XvaDiskIndex disk in _disks.Values)
        {
            if (!disk.IsComplete)
            {
                throw new InvalidImageException(_file, $"the last chunk of disk {disk.Id} is missing: the file is cut off, or was not written to its end");
            }

            if (disk.IsPadded)
            {
                options.Warn($"{_file}: the last chunk of disk {disk.Id} goes beyond its {disk.VirtualSize} bytes; the rest is left out");
            }
        }
    }
}
