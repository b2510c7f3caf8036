using System.Text;
using System.Text.Json;
using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Wire;

/// <summary>
/// Reads JSON as the values of XML-RPC: whole numbers are kept as their texts, null is an empty text. The answers of a large pool
/// are made of the same few words a million times: each is held once.
/// </summary>
internal sealed class JsonTree
{
    // Names of fields, states and null references; references and UUIDs, which do not repeat, are longer.
    private const int LongestWord = 32;
    private const int MostWords = 4096;

    // What an event has the object in.
    private const string Record = "snapshot";

    private static readonly XmlRpcValue Yes = true, No = false, Empty = "";
    private static readonly XmlRpcArray Nothing = new([]);

    private readonly RecordFields? _fields;
    private readonly Dictionary<string, XmlRpcScalar> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, XmlRpcScalar>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    private JsonTree(IReadOnlySet<string>? kept) => (_fields, _lookup) = (kept is null ? null : new RecordFields(kept), _words.GetAlternateLookup<ReadOnlySpan<char>>());

    /// <summary>Reads a document.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="options">Limits.</param>
    /// <param name="kept">The fields that are kept of the records in events, of which most are never looked at; null for all.</param>
    /// <exception cref="JsonException">It is no JSON, or deeper than allowed.</exception>
    public static XmlRpcValue Parse(ReadOnlySpan<byte> json, JsonReaderOptions options, IReadOnlySet<string>? kept = null)
    {
        var reader = new Utf8JsonReader(json, options);
        reader.Read();
        XmlRpcValue value = new JsonTree(kept).Read(ref reader);
        // What is behind the value is an error of its own.
        reader.Read();
        return value;
    }

    private XmlRpcValue Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadStruct(ref reader),
        JsonTokenType.StartArray => ReadArray(ref reader),
        JsonTokenType.String => Word(ref reader),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.True => Yes,
        JsonTokenType.False => No,
        _ => Empty,
    };

    private XmlRpcStruct ReadStruct(ref Utf8JsonReader reader)
    {
        var value = new XmlRpcStruct();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = Word(ref reader).Content;
            reader.Read();
            value[name] = name == Record && _fields is not null && reader.TokenType == JsonTokenType.StartObject ? ReadRecord(ref reader, _fields) : Read(ref reader);
        }

        return value;
    }

    private XmlRpcStruct ReadRecord(ref Utf8JsonReader reader, RecordFields fields)
    {
        var value = new XmlRpcStruct(fields.Kept, fields.Count);
        for (int place = 0; reader.Read() && reader.TokenType != JsonTokenType.EndObject; place++)
        {
            string? name = fields.Find(place, reader.ValueSpan);
            reader.Read();
            if (name is null)
            {
                reader.Skip();
            }
            else
            {
                value[name] = Read(ref reader);
            }
        }

        fields.Count = value.Members.Count;
        return value;
    }

    private XmlRpcArray ReadArray(ref Utf8JsonReader reader)
    {
        List<XmlRpcValue>? items = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            (items ??= []).Add(Read(ref reader));
        }

        return items is null ? Nothing : new XmlRpcArray(items);
    }

    private XmlRpcScalar Word(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > LongestWord)
        {
            return new XmlRpcScalar(XmlRpcScalar.Text, reader.GetString()!);
        }

        Span<char> text = stackalloc char[LongestWord];
        ReadOnlySpan<char> word = text[..reader.CopyString(text)];
        if (_lookup.TryGetValue(word, out XmlRpcScalar? known))
        {
            return known;
        }

        var made = new XmlRpcScalar(XmlRpcScalar.Text, word.ToString());
        if (_words.Count < MostWords)
        {
            _words.Add(made.Content, made);
        }

        return made;
    }
}
