using System.Runtime.InteropServices;
using System.Text;
using Appliance.Formats;
using Appliance.Guests.Native;

namespace Appliance.Guests.Registry;

/// <summary>A key of a hive. It is of no more use once it, or a key above it, was deleted.</summary>
internal sealed partial class RegistryKey
{
    // Windows allows no deeper path ("Registry element size limits").
    private const int MostParts = 512;

    private readonly RegistryHive _hive;
    private readonly nuint _node;

    internal RegistryKey(RegistryHive hive, nuint node)
    {
        _hive = hive;
        _node = node;
    }

    /// <summary>Its name, as it is spelled in the hive.</summary>
    public unsafe string Name => Take(Hivex.NodeName(_hive.Handle, _node), "has a key without a name");

    /// <summary>The key at a path below this one, parts between backslashes, whatever the case; null where none is.</summary>
    public RegistryKey? Find(string path)
    {
        nuint node = _node;
        foreach (string part in Split(path))
        {
            node = FindChild(node, part);
            if (node == 0)
            {
                return null;
            }
        }

        return new RegistryKey(_hive, node);
    }

    /// <summary>The keys right below it, in the order of the hive.</summary>
    public unsafe IReadOnlyList<RegistryKey> Children()
    {
        nuint* list = Hivex.NodeChildren(_hive.Handle, _node);
        return Take(list, "has a damaged list of keys").ConvertAll(node => new RegistryKey(_hive, node));
    }

    /// <summary>All its values, in the order of the hive.</summary>
    public unsafe IReadOnlyList<RegistryValue> Values()
    {
        nuint* list = Hivex.NodeValues(_hive.Handle, _node);
        return Take(list, "has a damaged list of values").ConvertAll(Read);
    }

    /// <summary>A value by its name, whatever the case; the empty name is the default value's; null where there is none.</summary>
    public unsafe RegistryValue? Get(string name)
    {
        nuint* list = Hivex.NodeValues(_hive.Handle, _node);
        foreach (nuint value in Take(list, "has a damaged list of values"))
        {
            if (string.Equals(NameOf(value), name, StringComparison.OrdinalIgnoreCase))
            {
                return Read(value);
            }
        }

        return null;
    }

    /// <summary>A text by its name; null where there is none.</summary>
    public string? Text(string name) => Get(name)?.Text;

    /// <summary>Texts by their name; null where there are none.</summary>
    public IReadOnlyList<string>? Texts(string name) => Get(name)?.Texts;

    /// <summary>A number by its name; null where there is none.</summary>
    public ulong? Number(string name) => Get(name)?.Number;

    private nuint FindChild(nuint node, string name)
    {
        // Where there is none, hivex leaves errno at zero.
        nuint child = Hivex.NodeGetChild(_hive.Handle, node, name);
        return child != 0 || Marshal.GetLastPInvokeError() == 0 ? child : throw _hive.Failed($"cannot look for the key {name}");
    }

    private unsafe RegistryValue Read(nuint value)
    {
        int type;
        nuint length;
        byte* data = Hivex.ValueData(_hive.Handle, value, &type, &length);
        if (data is null)
        {
            throw _hive.Failed($"has a damaged value {NameOf(value)}");
        }

        // libhivex caps a value at 8,000,000 bytes.
        byte[] copy = new ReadOnlySpan<byte>(data, (int)length).ToArray();
        NativeMemory.Free(data);
        return new RegistryValue(NameOf(value), (RegistryType)type, copy);
    }

    private unsafe string NameOf(nuint value) => Take(Hivex.ValueName(_hive.Handle, value), "has a value without a name");

    private unsafe string Take(byte* text, string problem)
    {
        if (text is null)
        {
            throw _hive.Failed(problem);
        }

        string copy = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        NativeMemory.Free(text);
        return copy;
    }

    private unsafe List<nuint> Take(nuint* list, string problem)
    {
        if (list is null)
        {
            throw _hive.Failed(problem);
        }

        var copy = new List<nuint>();
        for (nuint* item = list; *item != 0; item++)
        {
            copy.Add(*item);
        }

        NativeMemory.Free(list);
        return copy;
    }

    private string[] Split(string path)
    {
        string[] parts = path.Split('\\', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length <= MostParts ? parts
            : throw new UnsupportedImageException(_hive.Name, $"is asked for a path of {parts.Length} keys, Windows has {MostParts} at most");
    }
}
