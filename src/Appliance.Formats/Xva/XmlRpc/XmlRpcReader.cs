using System.Text;
using System.Xml;

namespace Appliance.Formats.Xva;

/// <summary>
/// Reads an XML-RPC value from a stranger: no DTD, bounded depth, bounded number of values. All scalar types are taken as
/// text, since writers differ in whether a number is an <c>i4</c>, an <c>int</c> or bare.
/// </summary>
internal sealed class XmlRpcReader
{
    // The records of xapi are maps in a record in an object in the list in the document: 12 values deep at most.
    private const int MaxDepth = 32;

    // A machine has about 150 values, each of its disks and cards about 60: room for the metadata of a large pool.
    private const int MaxValues = 500_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = false,
    };

    private readonly string _file;
    private readonly XmlReader _xml;
    private int _values;

    private XmlRpcReader(string file, XmlReader xml)
    {
        _file = file;
        _xml = xml;
    }

    /// <summary>Parses a document that is one value.</summary>
    /// <param name="document">XML.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="InvalidImageException">It is not XML, or not a value of XML-RPC.</exception>
    public static XmlRpcValue Parse(byte[] document, string file) => Parse(document, file, reader => reader.ReadValue(depth: 0));

    /// <summary>Parses a call, or the answer to one.</summary>
    /// <param name="document">XML.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="InvalidImageException">It is not XML, or neither.</exception>
    public static XmlRpcMessage ParseMessage(byte[] document, string file) => Parse(document, file, reader => reader.ReadMessage());

    private static T Parse<T>(byte[] document, string file, Func<XmlRpcReader, T> read)
    {
        try
        {
            using var stream = new MemoryStream(document);
            using var xml = XmlReader.Create(stream, Settings);
            xml.MoveToContent();
            return read(new XmlRpcReader(file, xml));
        }
        catch (XmlException e)
        {
            throw new InvalidImageException(file, $"is not well-formed XML: {e.Message}");
        }
    }

    private XmlRpcMessage ReadMessage()
    {
        bool isCall = _xml.LocalName == XmlRpcMessage.Call;
        Enter(isCall ? XmlRpcMessage.Call : XmlRpcMessage.Answer);
        SkipBlanks();
        string? method = isCall ? ReadTextElement("methodName") : null;
        SkipBlanks();
        return new XmlRpcMessage(method, ReadParameters());
    }

    private List<XmlRpcValue> ReadParameters()
    {
        var parameters = new List<XmlRpcValue>();
        if (_xml.NodeType != XmlNodeType.EndElement && Enter("params"))
        {
            while (AtElement())
            {
                Enter("param");
                SkipBlanks();
                parameters.Add(ReadValue(depth: 0));
                SkipBlanks();
                ReadEnd();
            }
        }

        return parameters;
    }

    private XmlRpcValue ReadValue(int depth)
    {
        if (depth > MaxDepth || ++_values > MaxValues)
        {
            throw Invalid($"is nested deeper than {MaxDepth} values or has more than {MaxValues} of them");
        }

        Expect("value");
        if (_xml.IsEmptyElement)
        {
            _xml.Read();
            return "";
        }

        _xml.Read();
        string text = ReadText();
        XmlRpcValue value = _xml.NodeType == XmlNodeType.Element ? ReadTyped(depth) : text;
        SkipBlanks();
        ReadEnd();
        return value;
    }

    private XmlRpcValue ReadTyped(int depth) => _xml.LocalName switch
    {
        "struct" => ReadStruct(depth),
        "array" => ReadArray(depth),
        _ => ReadScalar(),
    };

    private XmlRpcScalar ReadScalar()
    {
        string type = _xml.LocalName;
        return new XmlRpcScalar(type, ReadTextElement(type));
    }

    private XmlRpcStruct ReadStruct(int depth)
    {
        var result = new XmlRpcStruct();
        if (Enter("struct"))
        {
            while (AtElement())
            {
                ReadMember(result, depth);
            }

            ReadEnd();
        }

        return result;
    }

    private void ReadMember(XmlRpcStruct result, int depth)
    {
        if (!Enter("member") || !AtElement())
        {
            throw Invalid("has a member without a name");
        }

        string name = ReadTextElement("name");
        SkipBlanks();
        result[name] = ReadValue(depth + 1);
        SkipBlanks();
        ReadEnd();
    }

    private XmlRpcArray ReadArray(int depth)
    {
        var items = new List<XmlRpcValue>();
        if (Enter("array"))
        {
            SkipBlanks();
            if (Enter("data"))
            {
                while (AtElement())
                {
                    items.Add(ReadValue(depth + 1));
                }

                ReadEnd();
            }

            SkipBlanks();
            ReadEnd();
        }

        return new XmlRpcArray(items);
    }

    private string ReadTextElement(string name)
    {
        if (!Enter(name))
        {
            return "";
        }

        string text = ReadText();
        ReadEnd();
        return text;
    }

    /// <summary>Enters an element; false, and behind it, where it has no content.</summary>
    private bool Enter(string name)
    {
        Expect(name);
        bool hasContent = !_xml.IsEmptyElement;
        _xml.Read();
        return hasContent;
    }

    private void Expect(string name)
    {
        if (_xml.NodeType != XmlNodeType.Element || _xml.LocalName != name)
        {
            throw Invalid($"has {_xml.NodeType} \"{_xml.LocalName}\" where XML-RPC wants the element \"{name}\"");
        }
    }

    private bool AtElement()
    {
        SkipBlanks();
        return _xml.NodeType == XmlNodeType.Element;
    }

    private void SkipBlanks()
    {
        if (!string.IsNullOrWhiteSpace(ReadText()))
        {
            throw Invalid("has text between elements");
        }
    }

    private string ReadText()
    {
        var text = new StringBuilder();
        while (_xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
        {
            text.Append(_xml.Value);
            _xml.Read();
        }

        return text.ToString();
    }

    private void ReadEnd()
    {
        if (_xml.NodeType != XmlNodeType.EndElement)
        {
            throw Invalid($"has {_xml.NodeType} \"{_xml.LocalName}\" where an element should end");
        }

        _xml.Read();
    }

    private InvalidImageException Invalid(string problem)
        => new(_file, $"{problem} (line {((IXmlLineInfo)_xml).LineNumber}, column {((IXmlLineInfo)_xml).LinePosition})");
}
