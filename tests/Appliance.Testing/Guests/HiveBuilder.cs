using System.Buffers.Binary;
using System.Text;

namespace Appliance.Testing.Guests;

/// <summary>Makes registry hives for tests, after github.com/msuhanov/regf; no code of the product takes part.</summary>
public sealed class HiveBuilder
{
    private readonly HiveKey _root = new("ROOT");

    /// <summary>Puts a key in place, with those above it.</summary>
    public HiveBuilder Key(string path)
    {
        _root.At(path);
        return this;
    }

    /// <summary>Takes a key away, with all below it.</summary>
    public HiveBuilder Remove(string path)
    {
        int last = path.LastIndexOf('\\');
        _root.At(path[..Math.Max(last, 0)]).Keys.Remove(path[(last + 1)..]);
        return this;
    }

    /// <summary>Puts a value in place.</summary>
    public HiveBuilder Value(string path, string name, int type, byte[] data)
    {
        _root.At(path).Values[name] = (type, data);
        return this;
    }

    public HiveBuilder Text(string path, string name, string text) => Value(path, name, 1, Encoding.Unicode.GetBytes(text + "\0"));

    public HiveBuilder Expandable(string path, string name, string text) => Value(path, name, 2, Encoding.Unicode.GetBytes(text + "\0"));

    public HiveBuilder Texts(string path, string name, params string[] texts)
        => Value(path, name, 7, Encoding.Unicode.GetBytes(string.Concat(texts.Select(text => text + "\0")) + "\0"));

    public HiveBuilder Number(string path, string name, uint number)
    {
        var data = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        return Value(path, name, 4, data);
    }

    /// <summary>The hive.</summary>
    /// <param name="isDirty">Whether its last write is left half done.</param>
    public byte[] Build(bool isDirty = false) => new HiveLayout().Build(_root, isDirty);
}
