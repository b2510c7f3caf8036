using System.Buffers.Binary;
using System.Text;

namespace Appliance.Guests.Registry;

/// <summary>A value of a key: its name (empty for the default one), its type and its bytes.</summary>
internal sealed record RegistryValue(string Name, RegistryType Type, ReadOnlyMemory<byte> Data)
{
    /// <summary>A text.</summary>
    public static RegistryValue OfText(string name, string text) => new(name, RegistryType.Text, Encode(text + "\0"));

    /// <summary>A text whose variables Windows expands.</summary>
    public static RegistryValue OfExpandable(string name, string text) => new(name, RegistryType.ExpandableText, Encode(text + "\0"));

    /// <summary>Several texts, none of them empty.</summary>
    public static RegistryValue OfTexts(string name, IEnumerable<string> texts)
        => new(name, RegistryType.Texts, Encode(string.Concat(texts.Select(text => text + "\0")) + "\0"));

    /// <summary>A number of 32 bits.</summary>
    public static RegistryValue OfNumber(string name, uint number)
    {
        var data = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        return new(name, RegistryType.Number, data);
    }

    /// <summary>A number of 64 bits.</summary>
    public static RegistryValue OfLong(string name, ulong number)
    {
        var data = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(data, number);
        return new(name, RegistryType.LongNumber, data);
    }

    /// <summary>Bytes.</summary>
    public static RegistryValue OfBinary(string name, ReadOnlySpan<byte> data) => new(name, RegistryType.Binary, data.ToArray());

    /// <summary>The text up to its zero, whether it has one or not; null for a value of another type.</summary>
    public string? Text
        => Type is RegistryType.Text or RegistryType.ExpandableText ? Decode(Data.Span).Split('\0', 2)[0] : null;

    /// <summary>The texts, up to the empty one that ends them; one for a simple text; null for a value of another type.</summary>
    public IReadOnlyList<string>? Texts => Type switch
    {
        RegistryType.Texts => [.. Decode(Data.Span).Split('\0').TakeWhile(text => text.Length > 0)],
        RegistryType.Text or RegistryType.ExpandableText => Text is { Length: > 0 } text ? [text] : [],
        _ => null,
    };

    /// <summary>The number; null for a value of another type, or one that is cut short.</summary>
    public ulong? Number => (Type, Data.Length) switch
    {
        (RegistryType.Number, >= sizeof(uint)) => BinaryPrimitives.ReadUInt32LittleEndian(Data.Span),
        (RegistryType.LongNumber, >= sizeof(ulong)) => BinaryPrimitives.ReadUInt64LittleEndian(Data.Span),
        _ => null,
    };

    /// <summary>Whether the other has the same type and bytes, whatever its name.</summary>
    public bool HasSameContent(RegistryValue? other)
        => other is not null && Type == other.Type && Data.Span.SequenceEqual(other.Data.Span);

    private static byte[] Encode(string text) => Encoding.Unicode.GetBytes(text);

    // An odd last byte is no character.
    private static string Decode(ReadOnlySpan<byte> data) => Encoding.Unicode.GetString(data[..(data.Length & ~1)]);
}
