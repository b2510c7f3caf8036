using System.Text;
using System.Xml;

namespace Appliance.Formats.Xva;

/// <summary>
/// Writes XML-RPC values the way xapi does: without white space, and with an end tag for every element, since some readers
/// of XVA files look for text instead of parsing.
/// </summary>
internal static class XmlRpcWriter
{
    private const char Replacement = '\uFFFD';

    private static readonly XmlWriterSettings Settings = new()
    {
        OmitXmlDeclaration = true,
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
    };

    /// <summary>Returns the value as a document in UTF-8.</summary>
    public static byte[] ToBytes(XmlRpcValue value) => ToBytes(xml => Write(xml, value));

    /// <summary>Returns a call, or the answer to one, as a document in UTF-8.</summary>
    public static byte[] ToBytes(XmlRpcMessage message) => ToBytes(xml => Write(xml, message));

    private static byte[] ToBytes(Action<XmlWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            write(xml);
        }

        return bytes.ToArray();
    }

    private static void Write(XmlWriter xml, XmlRpcMessage message)
    {
        xml.WriteStartElement(message.Method is null ? XmlRpcMessage.Answer : XmlRpcMessage.Call);
        if (message.Method is not null)
        {
            xml.WriteElementString("methodName", message.Method);
        }

        xml.WriteStartElement("params");
        foreach (XmlRpcValue parameter in message.Parameters)
        {
            xml.WriteStartElement("param");
            Write(xml, parameter);
            xml.WriteFullEndElement();
        }

        xml.WriteFullEndElement();
        xml.WriteFullEndElement();
    }

    private static void Write(XmlWriter xml, XmlRpcValue value)
    {
        xml.WriteStartElement("value");
        switch (value)
        {
            case XmlRpcScalar scalar: WriteScalar(xml, scalar); break;
            case XmlRpcStruct members: WriteStruct(xml, members); break;
            case XmlRpcArray array: WriteArray(xml, array); break;
        }

        xml.WriteFullEndElement();
    }

    private static void WriteScalar(XmlWriter xml, XmlRpcScalar scalar)
    {
        if (scalar.Type.Length == 0)
        {
            xml.WriteString(Clean(scalar.Content));
            return;
        }

        xml.WriteElementString(scalar.Type, scalar.Content);
    }

    private static void WriteStruct(XmlWriter xml, XmlRpcStruct value)
    {
        xml.WriteStartElement("struct");
        foreach ((string name, XmlRpcValue member) in value.Members)
        {
            xml.WriteStartElement("member");
            xml.WriteElementString("name", Clean(name));
            Write(xml, member);
            xml.WriteFullEndElement();
        }

        xml.WriteFullEndElement();
    }

    private static void WriteArray(XmlWriter xml, XmlRpcArray array)
    {
        xml.WriteStartElement("array");
        xml.WriteStartElement("data");
        foreach (XmlRpcValue item in array.Items)
        {
            Write(xml, item);
        }

        xml.WriteFullEndElement();
        xml.WriteFullEndElement();
    }

    /// <summary>Replaces what XML cannot hold at all, such as control characters in a machine's description.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            clean.Append(IsXml(rune) ? rune.ToString() : Replacement.ToString());
        }

        return clean.ToString();
    }

    private static bool IsXml(Rune rune) => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value);
}
