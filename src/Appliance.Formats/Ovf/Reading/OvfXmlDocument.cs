using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Loads a stranger's XML: no DTD, nothing fetched, and a first pass that only counts before any tree is built.
/// </summary>
internal static class OvfXmlDocument
{
    /// <summary>Largest descriptor that is read, in bytes. The largest one known has 4.1 MB.</summary>
    public const int MaxSize = 64 << 20;

    // Real descriptors nest 12 deep; a tree is walked by recursion.
    private const int MaxDepth = 256;

    // The descriptor of 4.1 MB holds under 200,000; a node costs about 100 bytes.
    private const int MaxNodes = 1_000_000;

    /// <summary>Reads the document.</summary>
    /// <exception cref="InvalidImageException">It is no well-formed XML, has a DTD, or is beyond the limits.</exception>
    /// <exception cref="UnsupportedImageException">Parts of it are encrypted, or its encoding is not known.</exception>
    public static XDocument Load(ReadOnlyMemory<byte> xml, string file)
    {
        if (xml.Length > MaxSize)
        {
            throw new InvalidImageException(file, $"is {xml.Length} bytes long; a descriptor has at most {MaxSize}");
        }

        Encoding encoding = OvfXmlEncoding.Detect(xml.Span, file);
        try
        {
            using (XmlReader reader = Open(xml, encoding))
            {
                Survey(reader, file);
            }

            using XmlReader second = Open(xml, encoding);
            return XDocument.Load(second, LoadOptions.SetLineInfo);
        }
        catch (XmlException e)
        {
            throw new InvalidImageException(file, offset: null, $"is not well-formed XML: {e.Message}", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidImageException(file, offset: null, $"holds bytes that are not {encoding.WebName}: {e.Message}", e);
        }
    }

    private static XmlReader Open(ReadOnlyMemory<byte> xml, Encoding encoding)
    {
        bool isArray = MemoryMarshal.TryGetArray(xml, out ArraySegment<byte> part);
        byte[] bytes = isArray ? part.Array! : xml.ToArray();
        int mark = xml.Span.StartsWith(encoding.GetPreamble()) ? encoding.GetPreamble().Length : 0;
        var content = new MemoryStream(bytes, (isArray ? part.Offset : 0) + mark, xml.Length - mark, writable: false);
        var text = new StreamReader(content, encoding, detectEncodingFromByteOrderMarks: false);
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MaxSize,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = true,
        };
        return XmlReader.Create(text, settings);
    }

    private static void Survey(XmlReader reader, string file)
    {
        for (int nodes = 0; reader.Read();)
        {
            nodes += 1 + reader.AttributeCount;
            if (nodes > MaxNodes || reader.Depth > MaxDepth)
            {
                throw new InvalidImageException(
                    file, $"{Place(reader)} exceeds {MaxNodes} nodes or a depth of {MaxDepth}, which no real descriptor does");
            }

            if (reader.NamespaceURI == OvfNamespaces.XmlEncryption || (reader.NodeType == XmlNodeType.Element && reader.LocalName == "EncryptionSection"))
            {
                throw new UnsupportedImageException(
                    file, $"{Place(reader)} parts of the package are encrypted; decrypt it with the program that made it");
            }
        }
    }

    private static string Place(XmlReader reader) => $"line {((IXmlLineInfo)reader).LineNumber}:";
}
