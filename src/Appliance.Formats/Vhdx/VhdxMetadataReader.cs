using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhdx;

/// <summary>Reads the metadata region: a table of items, each a few bytes somewhere behind it.</summary>
internal sealed class VhdxMetadataReader
{
    private const int TableSize = 64 << 10;
    private const int CountOffset = 10;
    private const int FirstEntry = 32;
    private const int EntrySize = 32;
    private const int MaxEntries = 1023; // MS-VHDX 2.6.1.1
    private const uint LargestItem = 1 << 20; // the same section
    private const int MinBlockSize = 1 << 20;
    private const int MaxBlockSize = 256 << 20;
    private const uint HasParentFlag = 2;
    private const uint RequiredFlag = 4;
    private const int LocatorHeader = 20;
    private const int LocatorEntry = 12;

    private static readonly Guid FileParameters = new("CAA16737-FA36-4D43-B3B6-33F0AA44E76B");
    private static readonly Guid VirtualSize = new("2FA54224-CD1B-4876-B211-5DBED83BF4B8");
    private static readonly Guid DiskId = new("BECA12AB-B2E6-4523-93EF-C309E000C746");
    private static readonly Guid LogicalSector = new("8141BF1D-A96F-4709-BA47-F233A8FAAB5F");
    private static readonly Guid PhysicalSector = new("CDA348C7-445D-4471-9CC9-E9885251C556");
    private static readonly Guid ParentLocator = new("A8D35F2D-B30B-454D-ABF7-D3D84834AB0C");
    private static readonly Guid VhdxLocator = new("B04AEFB7-D19E-4A81-B789-25B8E9445913");
    private static readonly Guid[] Known = [FileParameters, VirtualSize, DiskId, LogicalSector, PhysicalSector, ParentLocator];

    private readonly Disk _file;
    private readonly VhdxRegion _region;
    private readonly Dictionary<Guid, VhdxRegion> _items = [];

    private VhdxMetadataReader(Disk file, VhdxRegion region)
    {
        _file = file;
        _region = region;
    }

    /// <summary>Reads all items that matter.</summary>
    /// <exception cref="InvalidImageException">An item is missing or makes no sense.</exception>
    /// <exception cref="UnsupportedImageException">An item that we do not know is marked as required.</exception>
    public static async ValueTask<VhdxMetadata> ReadAsync(Disk file, VhdxRegion region, CancellationToken cancellationToken)
    {
        var reader = new VhdxMetadataReader(file, region);
        reader.IndexItems(await file.ReadStructureAsync(region.Offset, TableSize, "metadata table", cancellationToken));
        return await reader.ReadItemsAsync(cancellationToken);
    }

    private void IndexItems(ReadOnlySpan<byte> table)
    {
        ushort count = BinaryPrimitives.ReadUInt16LittleEndian(table[CountOffset..]);
        if (!table.StartsWith("metadata"u8) || count > MaxEntries)
        {
            throw new InvalidImageException(_file.Name, _region.Offset, "the metadata table is damaged");
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = table.Slice(FirstEntry + (i * EntrySize), EntrySize);
            var id = new Guid(entry[..16]);
            uint offset = BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]);
            uint flags = BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]);
            if ((flags & RequiredFlag) != 0 && !Known.Contains(id))
            {
                throw new UnsupportedImageException(_file.Name, _region.Offset, $"needs metadata item {id}, which is not known");
            }

            if (length > LargestItem || offset > _region.Length - length)
            {
                throw new InvalidImageException(_file.Name, _region.Offset + offset, $"metadata item {id} of {length} bytes lies outside of its region");
            }

            _items[id] = new VhdxRegion(_region.Offset + offset, length);
        }
    }

    private async ValueTask<VhdxMetadata> ReadItemsAsync(CancellationToken cancellationToken)
    {
        byte[] parameters = await ReadItemAsync(FileParameters, 8, "file parameters", cancellationToken);
        long blockSize = BinaryPrimitives.ReadUInt32LittleEndian(parameters);
        long size = BinaryPrimitives.ReadInt64LittleEndian(await ReadItemAsync(VirtualSize, 8, "virtual size", cancellationToken));
        long sector = BinaryPrimitives.ReadUInt32LittleEndian(await ReadItemAsync(LogicalSector, 4, "logical sector size", cancellationToken));
        if (blockSize is < MinBlockSize or > MaxBlockSize || !BitOperations.IsPow2(blockSize))
        {
            throw new InvalidImageException(_file.Name, _items[FileParameters].Offset, $"block size {blockSize} is not a power of two from 1 MiB to 256 MiB");
        }

        if (sector is not (512 or 4096) || size < 0 || size % sector != 0)
        {
            throw new InvalidImageException(_file.Name, _items[VirtualSize].Offset, $"virtual size {size} with sectors of {sector} bytes makes no sense");
        }

        bool hasParent = (BinaryPrimitives.ReadUInt32LittleEndian(parameters.AsSpan(4)) & HasParentFlag) != 0;
        return new VhdxMetadata((int)blockSize, size, (int)sector, hasParent ? await ReadLocatorAsync(cancellationToken) : null);
    }

    private async ValueTask<byte[]> ReadItemAsync(Guid id, int length, string what, CancellationToken cancellationToken)
    {
        if (!_items.TryGetValue(id, out VhdxRegion item) || item.Length < length)
        {
            throw new InvalidImageException(_file.Name, _region.Offset, $"the metadata has no {what}");
        }

        return await _file.ReadStructureAsync(item.Offset, (int)item.Length, what, cancellationToken);
    }

    private async ValueTask<Dictionary<string, string>> ReadLocatorAsync(CancellationToken cancellationToken)
    {
        byte[] locator = await ReadItemAsync(ParentLocator, LocatorHeader, "parent locator", cancellationToken);
        if (new Guid(locator.AsSpan(0, 16)) is var type && type != VhdxLocator)
        {
            throw new UnsupportedImageException(_file.Name, _items[ParentLocator].Offset, $"names its parent by a locator of type {type}, which is not known");
        }

        int count = BinaryPrimitives.ReadUInt16LittleEndian(locator.AsSpan(LocatorHeader - 2));
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < count && LocatorHeader + ((i + 1) * LocatorEntry) <= locator.Length; i++)
        {
            ReadOnlySpan<byte> entry = locator.AsSpan(LocatorHeader + (i * LocatorEntry), LocatorEntry);
            string key = Text(locator, BinaryPrimitives.ReadUInt32LittleEndian(entry), BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]));
            pairs[key] = Text(locator, BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]), BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]));
        }

        return pairs;
    }

    private string Text(byte[] locator, uint offset, ushort length)
        => offset <= locator.Length - length
            ? Encoding.Unicode.GetString(locator, (int)offset, length)
            : throw new InvalidImageException(_file.Name, _items[ParentLocator].Offset, "an entry of the parent locator lies outside of it");
}
