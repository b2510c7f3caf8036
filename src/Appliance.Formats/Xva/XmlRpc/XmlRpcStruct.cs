namespace Appliance.Formats.Xva;

/// <summary>Values with names, in their order.</summary>
internal sealed class XmlRpcStruct : XmlRpcValue
{
    private readonly OrderedDictionary<string, XmlRpcValue> _members = [];

    /// <summary>The members.</summary>
    public IReadOnlyDictionary<string, XmlRpcValue> Members => _members;

    /// <summary>Sets a member; one that is there twice keeps its place and takes the later value.</summary>
    public XmlRpcValue this[string name]
    {
        set => _members[name] = value;
    }

    /// <summary>The member of this name; null where there is none.</summary>
    public XmlRpcValue? Find(string name) => _members.GetValueOrDefault(name);

    /// <summary>The content of a member without parts; null where it is missing or has parts.</summary>
    public string? FindText(string name) => (Find(name) as XmlRpcScalar)?.Content;
}
