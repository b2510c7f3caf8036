namespace Appliance.Formats.Xva;

/// <summary>A list of values.</summary>
internal sealed class XmlRpcArray(IReadOnlyList<XmlRpcValue> items) : XmlRpcValue
{
    /// <summary>The values, in their order.</summary>
    public IReadOnlyList<XmlRpcValue> Items => items;
}
