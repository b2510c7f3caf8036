namespace Appliance.Formats.Xva;

/// <summary>Follows the members behind the descriptor, wherever they are read from: the chunks of one disk after the other.</summary>
internal sealed class XvaChunkOrder
{
    private readonly string _file;
    private readonly Dictionary<string, XvaDiskIndex> _disks = [];
    private readonly HashSet<string> _begun = [];
    private XvaDiskIndex? _current;

    /// <summary>Expects the disks of a descriptor.</summary>
    /// <param name="objects">The descriptor.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="options">The largest disk that is accepted.</param>
    /// <exception cref="ImageException">The size of a disk makes no sense, or is too large.</exception>
    public XvaChunkOrder(XvaObjects objects, string file, ReadOptions options)
    {
        _file = file;
        foreach (XvaObject disk in objects.StreamedDisks())
        {
            long size = disk.Number("virtual_size", lowest: 0, long.MaxValue);
            options.CheckDiskSize($"{file}:{disk.Id}", size);
            _disks.Add(disk.Id, new XvaDiskIndex(file, disk.Id, size));
        }
    }

    /// <summary>The disks whose content is in the file, by their references.</summary>
    public IReadOnlyDictionary<string, XvaDiskIndex> Disks => _disks;

    /// <summary>Takes the next member.</summary>
    /// <returns>The disk that the chunk belongs to, and where it starts on it, in bytes; null for a checksum.</returns>
    /// <exception cref="ImageException">It is neither chunk nor checksum, or out of order.</exception>
    public (XvaDiskIndex Disk, long Start)? Take(XvaMember member)
    {
        if (XvaChunkName.Parse(member.Name) is { } chunk)
        {
            if (_current?.Id != chunk.Disk)
            {
                _current = StartDisk(chunk.Disk, member);
            }

            return (_current, _current.Add(chunk.Number, member));
        }

        return XvaChecksums.FromName(member.Name) is null ? throw NotAChunk(member) : null;
    }

    /// <summary>Refuses a disk whose last chunk did not come.</summary>
    /// <exception cref="InvalidImageException">It did not.</exception>
    public void RequireComplete(XvaDiskIndex disk)
    {
        if (!disk.IsComplete)
        {
            throw new InvalidImageException(_file, $"the last chunk of disk {disk.Id} is missing: the file is cut off, or was not written to its end");
        }
    }

    /// <summary>Refuses a file in which the last chunk of a disk is missing.</summary>
    /// <exception cref="InvalidImageException">It is.</exception>
    public void CheckComplete(ReadOptions options)
    {
        foreach (XvaDiskIndex disk in _disks.Values)
        {
            RequireComplete(disk);
            if (disk.IsPadded)
            {
                options.Warn($"{_file}: the last chunk of disk {disk.Id} goes beyond its {disk.VirtualSize} bytes; the rest is left out");
            }
        }
    }

    private XvaDiskIndex StartDisk(string id, XvaMember member)
    {
        if (!_begun.Add(id))
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
}
