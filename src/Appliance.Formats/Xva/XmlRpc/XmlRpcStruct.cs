namespace Appliance.Formats.Xva;

/// <summary>Values with names, in their order.</summary>
/// <param name="kept">The names that it was read for, where all others were left out; null where it has all.</param>
/// <param name="capacity">How many members it is likely to have.</param>
internal sealed class XmlRpcStruct(IReadOnlySet<string>? kept = null, int capacity = 0) : XmlRpcValue
{
    private readonly OrderedDictionary<string, XmlRpcValue> _members = new(capacity);

    /// <summary>The members.</summary>
    public IReadOnlyDictionary<string, XmlRpcValue> Members => _members;

    /// <summary>Sets a member; one that is there twice keeps its place and takes the later value.</summary>
    public XmlRpcValue this[string name]
    {
        set => _members[name] = value;
    }

    /// <summary>The member of this name; null where there is none.</summary>
    /// <exception cref="InvalidOperationException">It was left out, so that nobody can tell.</exception>
    public XmlRpcValue? Find(string name) => _members.TryGetValue(name, out XmlRpcValue? value) ? value
        : kept?.Contains(name) == false ? throw new InvalidOperationException($"{name} was not read") : null;

    /// <summary>The content of a member without parts; null where it is missing or has parts.</summary>
    public string? FindText(string name) => (Find(name) as XmlRpcScalar)?.Content;
}
