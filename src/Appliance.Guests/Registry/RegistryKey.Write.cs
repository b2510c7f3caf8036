using System.Runtime.InteropServices;
using System.Text;
using Appliance.Guests.Native;

namespace Appliance.Guests.Registry;

/// <summary>Changing a key. What is already as it is to be is left alone.</summary>
internal sealed partial class RegistryKey
{
    /// <summary>The key at a path below this one; it, and those above it, are made where they are missing.</summary>
    public RegistryKey Create(string path)
    {
        nuint node = _node;
        foreach (string part in Split(path))
        {
            nuint child = FindChild(node, part);
            node = child != 0 ? child : AddChild(node, part);
        }

        return new RegistryKey(_hive, node);
    }

    /// <summary>Sets values; others of the key stay.</summary>
    /// <returns>Whether anything was changed.</returns>
    public bool Set(params IReadOnlyList<RegistryValue> values)
    {
        List<RegistryValue> all = [.. Values()];
        bool isChanged = false;
        foreach (RegistryValue value in values)
        {
            int at = all.FindIndex(present => IsNamed(present, value.Name));
            if (at >= 0 && all[at].HasSameContent(value))
            {
                continue;
            }

            isChanged = true;
            if (at >= 0)
            {
                all[at] = value with { Name = all[at].Name };
            }
            else
            {
                all.Add(value);
            }
        }

        if (isChanged)
        {
            SetAll(all);
        }

        return isChanged;
    }

    /// <summary>Takes a value away.</summary>
    /// <returns>Whether it was there.</returns>
    public bool DeleteValue(string name)
    {
        List<RegistryValue> all = [.. Values()];
        if (all.RemoveAll(value => IsNamed(value, name)) == 0)
        {
            return false;
        }

        SetAll(all);
        return true;
    }

    /// <summary>Takes the key at a path away, and all below it.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Delete(string path)
    {
        if (Find(path) is not { } key)
        {
            return false;
        }

        _hive.BeforeChange();
        return Hivex.NodeDeleteChild(_hive.Handle, key._node) == 0 ? true : throw _hive.Failed($"cannot delete the key {path}");
    }

    private nuint AddChild(nuint node, string name)
    {
        _hive.BeforeChange();
        nuint child = Hivex.NodeAddChild(_hive.Handle, node, name);
        return child != 0 ? child : throw _hive.Failed($"cannot add the key {name}");
    }

    private unsafe void SetAll(List<RegistryValue> values)
    {
        _hive.BeforeChange();

        // One call for all of them: libhivex writes the whole list anew whatever changes in it.
        var native = new HivexValue[values.Count];
        var pins = new List<GCHandle>(2 * values.Count);
        try
        {
            for (int i = 0; i < native.Length; i++)
            {
                native[i].Name = Pin(pins, Encoding.UTF8.GetBytes(values[i].Name + "\0"));
                native[i].Type = (int)values[i].Type;
                native[i].Length = (nuint)values[i].Data.Length;
                native[i].Data = Pin(pins, values[i].Data.ToArray());
            }

            fixed (HivexValue* first = native)
            {
                if (Hivex.NodeSetValues(_hive.Handle, _node, (nuint)native.Length, first, flags: 0) != 0)
                {
                    throw _hive.Failed($"cannot set the values of the key {Name}");
                }
            }
        }
        finally
        {
            pins.ForEach(pin => pin.Free());
        }
    }

    private static unsafe byte* Pin(List<GCHandle> pins, byte[] bytes)
    {
        var pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        pins.Add(pin);
        return (byte*)pin.AddrOfPinnedObject();
    }

    private static bool IsNamed(RegistryValue value, string name) => string.Equals(value.Name, name, StringComparison.OrdinalIgnoreCase);
}
