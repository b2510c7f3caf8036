using Appliance.Formats.Disks;

namespace Appliance.Formats.Xva;

/// <summary>What a walk over the file found: the objects of the descriptor, and where the chunks of each disk are.</summary>
internal sealed class XvaContents
{
    // A machine takes some 10 KiB, each of its disks 3 KiB: room for the metadata of a large pool.
    private const int MaxDescriptorSize = 32 << 20;

    private XvaContents(XvaObjects objects, IReadOnlyDictionary<string, XvaDiskIndex> disks)
    {
        Objects = objects;
        Disks = disks;
    }

    /// <summary>The objects.</summary>
    public XvaObjects Objects { get; }

    /// <summary>The disks whose content is in the file, by their references.</summary>
    public IReadOnlyDictionary<string, XvaDiskIndex> Disks { get; }

    /// <summary>Walks over the file.</summary>
    /// <exception cref="InvalidImageException">The file is damaged or cut off.</exception>
    public static async ValueTask<XvaContents> ReadAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
    {
        if (file.Length > XvaChunk.MaxFileSize)
        {
            throw new UnsupportedImageException(file.Name, $"has {file.Length} bytes; XVA files are read up to {XvaChunk.MaxFileSize}");
        }

        var members = new XvaTarReader(file);
        XvaObjects objects = await ReadObjectsAsync(file, members, cancellationToken);
        var order = new XvaChunkOrder(objects, file.Name, options);
        while (await members.NextAsync(cancellationToken) is { } member)
        {
            order.Take(member);
        }

        order.CheckComplete(options);
        return new XvaContents(objects, order.Disks);
    }

    /// <summary>Reads <c>ova.xml</c>, which has to be the first member.</summary>
    public static async ValueTask<XvaObjects> ReadObjectsAsync(Disk file, XvaTarReader members, CancellationToken cancellationToken)
    {
        XvaMember descriptor = CheckDescriptor(await members.NextAsync(cancellationToken), file.Name);
        byte[] xml = await file.ReadStructureAsync(descriptor.Position, (int)descriptor.Size, XvaFormat.DescriptorName, cancellationToken);
        return XvaObjects.Parse(xml, $"{file.Name}:{XvaFormat.DescriptorName}");
    }

    /// <summary>Makes sure that the first member is the descriptor, and not too large to be read.</summary>
    /// <exception cref="ImageException">It is not.</exception>
    public static XvaMember CheckDescriptor(XvaMember? first, string file)
    {
        if (first is not { Name: XvaFormat.DescriptorName } descriptor)
        {
            throw new InvalidImageException(file, 0, $"its first member is not {XvaFormat.DescriptorName}; it is not an XVA");
        }

        return descriptor.Size <= MaxDescriptorSize
            ? descriptor
            : throw new UnsupportedImageException(
                file, descriptor.Position, $"{XvaFormat.DescriptorName} has {descriptor.Size} bytes, and up to {MaxDescriptorSize} are read");
    }
}
