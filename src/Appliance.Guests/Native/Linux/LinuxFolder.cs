using System.Buffers.Binary;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Native.Linux;

/// <summary>The names in a folder that is open, and those that are made in it and taken away.</summary>
/// <remarks>Every method throws a <see cref="LinuxException"/> where Linux refuses.</remarks>
internal static unsafe class LinuxFolder
{
    private const int BufferSize = 64 << 10;
    private const int RemoveFolder = 0x200; // AT_REMOVEDIR

    // struct linux_dirent64: the length of the entry, and where its name begins.
    private const int LengthOffset = 16;
    private const int NameOffset = 19;

    /// <summary>The names, without <c>.</c> and <c>..</c>.</summary>
    public static List<string> Names(LinuxHandle folder, int most)
    {
        var names = new List<string>();
        var buffer = new byte[BufferSize];
        fixed (byte* bytes = buffer)
        {
            for (int count; (count = (int)LinuxHandle.Check(LinuxCalls.Call(LinuxCalls.GetEntries, folder.Number, bytes, (void*)BufferSize, 0))) > 0;)
            {
                AddNames(names, buffer.AsSpan(0, count));
                if (names.Count > most)
                {
                    throw new LinuxException(Errno.TooMuch, $"a folder has more than {most} names");
                }
            }
        }

        return names;
    }

    /// <summary>Makes a folder that only root may enter yet.</summary>
    public static void MakeFolder(LinuxHandle folder, string name)
    {
        fixed (byte* bytes = LinuxText.Encode(name))
        {
            LinuxHandle.Check(LinuxCalls.MakeFolder(folder.Number, bytes, mode: 0x1C0));
        }
    }

    /// <summary>Makes a symbolic link.</summary>
    public static void MakeLink(LinuxHandle folder, string name, string target)
    {
        fixed (byte* bytes = LinuxText.Encode(name), to = LinuxText.Encode(target))
        {
            LinuxHandle.Check(LinuxCalls.MakeLink(to, folder.Number, bytes));
        }
    }

    /// <summary>Takes a name away.</summary>
    public static void Remove(LinuxHandle folder, string name, bool isFolder)
    {
        fixed (byte* bytes = LinuxText.Encode(name))
        {
            LinuxHandle.Check(LinuxCalls.Unlink(folder.Number, bytes, isFolder ? RemoveFolder : 0));
        }
    }

    private static void AddNames(List<string> names, ReadOnlySpan<byte> entries)
    {
        while (!entries.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(entries[LengthOffset..]);
            ReadOnlySpan<byte> name = entries[NameOffset..length];
            string text = UnixName.Decode(name[..name.IndexOf((byte)0)]);
            if (text is not ("." or ".."))
            {
                names.Add(text);
            }

            entries = entries[length..];
        }
    }
}
