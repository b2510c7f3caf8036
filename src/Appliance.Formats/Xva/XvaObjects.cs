namespace Appliance.Formats.Xva;

/// <summary>The content of <c>ova.xml</c>.</summary>
internal sealed class XvaObjects
{
    private readonly Dictionary<string, XvaObject> _byId = [];

    private XvaObjects(string file, XmlRpcStruct version)
    {
        File = file;
        Version = version;
    }

    /// <summary>What messages call the descriptor.</summary>
    public string File { get; }

    /// <summary>Who wrote the file.</summary>
    public XmlRpcStruct Version { get; }

    /// <summary>All objects, in no particular order.</summary>
    public IReadOnlyCollection<XvaObject> All => _byId.Values;

    /// <summary>Parses the descriptor.</summary>
    /// <exception cref="InvalidImageException">It is not what xapi writes.</exception>
    public static XvaObjects Parse(byte[] document, string file)
    {
        if (XmlRpcReader.Parse(document, file) is not XmlRpcStruct root
            || root.Find("version") is not XmlRpcStruct version
            || root.Find("objects") is not XmlRpcArray objects)
        {
            throw new InvalidImageException(file, "has no version and objects; it is not the descriptor of an XVA");
        }

        var result = new XvaObjects(file, version);
        foreach (XmlRpcValue item in objects.Items)
        {
            result.Add(item);
        }

        return result;
    }

    /// <summary>The objects of a class, in the order of the file.</summary>
    public IEnumerable<XvaObject> OfClass(string name) => _byId.Values.Where(item => item.Class == name);

    /// <summary>The object of a class that a reference leads to; null where it leads nowhere, as xapi's own often do.</summary>
    public XvaObject? Find(string name, string reference)
        => _byId.TryGetValue(reference, out XvaObject? found) && found.Class == name ? found : null;

    /// <summary>The disk behind a drive, if the file is to hold its content; null for CDs.</summary>
    public XvaObject? FindDisk(XvaObject drive)
        => drive.Text("type") == "CD" || Find("VDI", drive.Text("VDI")) is not { } disk || IsOnIsoStorage(disk) ? null : disk;

    /// <summary>
    /// The disks whose content follows, in the order in which xapi wants it: that of their references as text.
    /// </summary>
    public IReadOnlyList<XvaObject> StreamedDisks()
    {
        IEnumerable<XvaObject> suspended = OfClass("VDI").Where(disk => disk.Text("type") == "suspend" && !IsOnIsoStorage(disk));
        return [.. OfClass("VBD").Select(FindDisk).OfType<XvaObject>().Concat(suspended).Distinct().OrderBy(disk => disk.Id, StringComparer.Ordinal)];
    }

    private bool IsOnIsoStorage(XvaObject disk) => Find("SR", disk.Text("SR"))?.Text("content_type") == "iso";

    private void Add(XmlRpcValue item)
    {
        if (item is not XmlRpcStruct value
            || value.FindText("class") is not { } name
            || value.FindText("id") is not { } id
            || value.Find("snapshot") is not XmlRpcStruct record)
        {
            throw new InvalidImageException(File, "has an object without class, id and snapshot");
        }

        if (!_byId.TryAdd(id, new XvaObject(File, name, id, record)))
        {
            throw new InvalidImageException(File, $"has two objects with the reference {id}");
        }
    }
}
