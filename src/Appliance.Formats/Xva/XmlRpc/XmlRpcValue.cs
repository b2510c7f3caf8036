namespace Appliance.Formats.Xva;

/// <summary>A value of XML-RPC, the language of <c>ova.xml</c>.</summary>
internal abstract class XmlRpcValue
{
    /// <summary>A text.</summary>
    public static implicit operator XmlRpcValue(string text) => new XmlRpcScalar(XmlRpcScalar.Text, text);

    /// <summary>A whole number: xapi has 64 bits, XML-RPC 32, so that it goes as text.</summary>
    public static implicit operator XmlRpcValue(long number) => new XmlRpcScalar(XmlRpcScalar.Text, $"{number}");

    /// <summary>A truth value.</summary>
    public static implicit operator XmlRpcValue(bool value) => new XmlRpcScalar("boolean", value ? "1" : "0");

    /// <summary>A point in time, in whole seconds.</summary>
    public static implicit operator XmlRpcValue(DateTimeOffset time)
        => new XmlRpcScalar("dateTime.iso8601", $"{time.UtcDateTime:yyyyMMdd'T'HH':'mm':'ss'Z'}");

    /// <summary>A list of texts.</summary>
    public static implicit operator XmlRpcValue(string[] items) => new XmlRpcArray([.. items.Select(item => (XmlRpcValue)item)]);
}
