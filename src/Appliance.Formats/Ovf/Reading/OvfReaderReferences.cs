using System.Xml.Linq;
using Appliance.Formats.Files;

namespace Appliance.Formats.Ovf;

/// <summary>The files and disks that a package declares, and how its items refer to them.</summary>
internal sealed class OvfReaderReferences
{
    private readonly OvfReaderContext _context;
    private readonly List<OvfFile> _files = [];
    private readonly Dictionary<string, OvfFile> _filesById = [];
    private readonly Dictionary<string, OvfFile> _filesByHref = [];
    private readonly Dictionary<string, OvfDisk> _disks = [];

    private OvfReaderReferences(OvfReaderContext context) => _context = context;

    public IReadOnlyList<OvfFile> Files => _files;

    public static OvfReaderReferences Read(OvfReaderContext context, XElement root)
    {
        var references = new OvfReaderReferences(context);
        foreach (XElement file in root.Sections("References").SelectMany(section => section.All("File")))
        {
            references.AddFile(file);
        }

        IEnumerable<XElement> sections = [.. root.Sections("DiskSection"), .. root.Sections("SharedDiskSection")];
        foreach (XElement disk in sections.SelectMany(section => section.Elements()).Where(e => e.Name.LocalName is "Disk" or "SharedDisk"))
        {
            references.AddDisk(disk);
        }

        return references;
    }

    /// <summary>The disk of this id.</summary>
    public OvfDisk? FindDisk(string id) => _disks.GetValueOrDefault(id);

    /// <summary>The file of this id; oVirt refers by location instead.</summary>
    public OvfFile? FindFile(string id) => _filesById.GetValueOrDefault(id) ?? _filesByHref.GetValueOrDefault(id);

    /// <summary>The file with the content of a disk; null for a blank disk.</summary>
    public OvfFile? FileOf(OvfDisk disk) => disk.FileRef is { } id ? FindFile(id) : null;

    /// <summary>Keeps a disk that an item describes without a declaration.</summary>
    public OvfDisk Declare(OvfDisk disk) => _disks.TryAdd(disk.DiskId, disk) ? disk : _disks[disk.DiskId];

    private void AddFile(XElement element)
    {
        string href = element.Text("href") ?? throw _context.Invalid(element, "a file of the package has no href");
        string id = element.Text("id") ?? href;
        var file = new OvfFile(id, href, SizeOf(element, "size"), CompressionOf(element), ChunkSizeOf(element));
        if (_filesById.TryAdd(id, file))
        {
            _files.Add(file);
            _filesByHref.TryAdd(href, file);
        }
        else if (_filesById[id] != file)
        {
            throw _context.Invalid(element, $"two different files have the id \"{RelativeName.Printable(id)}\"");
        }
    }

    private void AddDisk(XElement element)
    {
        string id = element.Text("diskId") ?? throw _context.Invalid(element, "a disk has no diskId");
        string? fileRef = element.Text("fileRef");
        if (fileRef is not null && FindFile(fileRef) is null)
        {
            throw _context.Invalid(element, $"disk \"{RelativeName.Printable(id)}\" refers to the file \"{RelativeName.Printable(fileRef)}\", which is not in References");
        }

        var disk = new OvfDisk(id, fileRef, CapacityOf(element, fileRef), element.Text("format"), element.Text("parentRef"), SizeOf(element, "populatedSize"))
        {
            IsBootable = OvfXml.Boolean(element.Raw("isBootable")),
        };
        if (!_disks.TryAdd(id, disk))
        {
            throw _context.Invalid(element, $"two disks have the id \"{RelativeName.Printable(id)}\"");
        }

        if (disk.ParentRef is not null)
        {
            _context.Warn(element, $"disk \"{RelativeName.Printable(id)}\" holds only what differs from \"{RelativeName.Printable(disk.ParentRef)}\"");
        }
    }

    /// <summary>
    /// The virtual size. What cannot be resolved is left to the image; a blank disk has none, but may never be used.
    /// </summary>
    private long? CapacityOf(XElement element, string? fileRef)
    {
        string? written = element.Text("capacity");
        string? text = _context.Properties.Resolve(written);
        string? unit = element.Text("capacityAllocationUnits") ?? element.Text("allocationUnits");
        bool unresolved = written is not null && (text is null || (OvfReaderContext.TryNumber(text) is null && fileRef is not null && !text.StartsWith('-')));
        if (written is null || unresolved)
        {
            _context.Warn(element, $"capacity \"{RelativeName.Printable(written ?? "")}\" says nothing; the image decides");
            return null;
        }

        return _context.Bytes(element, text!, unit, "capacity");
    }

    /// <summary>A size that nothing depends on: what is no number is passed over, a negative one is not.</summary>
    private long? SizeOf(XElement element, string name)
    {
        string? text = element.Text(name);
        return text is null || (!text.StartsWith('-') && !text.All(char.IsAsciiDigit)) ? null : _context.Number(element, text, name);
    }

    private long? ChunkSizeOf(XElement element)
    {
        if (element.Text("chunkSize") is not { } text)
        {
            return null;
        }

        long size = _context.Number(element, text, "chunkSize");
        return size > 0 ? size : throw _context.Invalid(element, "chunkSize is 0");
    }

    private OvfFileCompression CompressionOf(XElement element) => element.Text("compression")?.ToUpperInvariant() switch
    {
        null or "IDENTITY" or "NONE" => OvfFileCompression.None,
        "GZIP" => OvfFileCompression.Gzip,
        { } other => throw _context.Unsupported(element, $"a file is packed with \"{RelativeName.Printable(other)}\"; unpack it, or repack it with gzip"),
    };
}
