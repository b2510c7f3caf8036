namespace Appliance.Formats.Xva;

/// <summary>A value without parts.</summary>
/// <param name="type">The element's name; empty for a text that stands bare in its value.</param>
/// <param name="content">The element's content.</param>
internal sealed class XmlRpcScalar(string type, string content) : XmlRpcValue
{
    /// <summary>The type of bare text.</summary>
    public const string Text = "";

    /// <summary>The element's name.</summary>
    public string Type => type;

    /// <summary>The element's content.</summary>
    public string Content => content;
}
