using System.Globalization;

namespace Appliance.Formats.Vmdk;

/// <summary>The text that describes a disk: its identity, its parent, and its extents.</summary>
internal sealed class VmdkDescriptor
{
    /// <summary>The parent's identifier where there is none.</summary>
    public const uint NoParent = uint.MaxValue;

    private readonly Dictionary<string, VmdkDescriptorValue> _values;

    /// <summary>Takes what was parsed.</summary>
    public VmdkDescriptor(string file, long at, Dictionary<string, VmdkDescriptorValue> values, IReadOnlyList<VmdkExtentLine> extents)
    {
        File = file;
        At = at;
        _values = values;
        Extents = extents;
        Cid = ParseCid("CID");
        ParentCid = ParseCid("parentCID") ?? NoParent;
    }

    /// <summary>The file it is in, for messages.</summary>
    public string File { get; }

    /// <summary>Where in the file it starts.</summary>
    public long At { get; }

    /// <summary>The extents in the order of the virtual disk; none is left out.</summary>
    public IReadOnlyList<VmdkExtentLine> Extents { get; }

    /// <summary>Identifies the content; null where it is missing.</summary>
    public uint? Cid { get; }

    /// <summary>The parent's <see cref="Cid"/> when this delta was made; <see cref="NoParent"/> for a base.</summary>
    public uint ParentCid { get; }

    /// <summary>Path of the parent's descriptor as its writer knew it; empty where there is none.</summary>
    public string ParentHint => this["parentFileNameHint"] ?? "";

    /// <summary>The kind of disk, such as monolithicSparse; empty where it is missing.</summary>
    public string CreateType => this["createType"] ?? "";

    /// <summary>Identifies the image to VirtualBox; null elsewhere.</summary>
    public Guid? ImageUuid => ParseUuid("ddb.uuid.image");

    /// <summary>The <see cref="ImageUuid"/> of the parent of a VirtualBox snapshot; null where there is none.</summary>
    public Guid? ParentUuid => ParseUuid("ddb.uuid.parent") is { } uuid && uuid != Guid.Empty ? uuid : null;

    /// <summary>Whether the image needs a parent. VirtualBox tells it only by the UUID.</summary>
    public bool IsDelta => ParentCid != NoParent || ParentUuid is not null;

    /// <summary>Bytes of virtual disk.</summary>
    public long Length => Extents.Sum(extent => extent.Length);

    /// <summary>Whether nothing at all is written there.</summary>
    public bool IsEmpty => _values.Count == 0 && Extents.Count == 0;

    /// <summary>A value by its key, in any case; null where there is none.</summary>
    public string? this[string key] => _values.GetValueOrDefault(key)?.Text;

    /// <summary>Where a value stands, or the start of the descriptor.</summary>
    public long PlaceOf(string key) => _values.GetValueOrDefault(key)?.At ?? At;

    private uint? ParseCid(string key)
    {
        if (this[key] is not { } text)
        {
            return null;
        }

        return uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint cid)
            ? cid
            : throw new InvalidImageException(File, PlaceOf(key), $"{key} \"{Files.RelativeName.Printable(text)}\" is no hexadecimal number of 32 bits");
    }

    private Guid? ParseUuid(string key) => Guid.TryParse(this[key], out Guid uuid) ? uuid : null;
}
