using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>Collects the names of a folder, called back by libext2fs for each.</summary>
internal sealed unsafe class ExtFolderScan(int most)
{
    // DIRENT_ABORT
    private const int Stop = 2;

    /// <summary>The names, as bytes, and the inodes behind them; without <c>.</c> and <c>..</c>, wherever those stand.</summary>
    public List<(byte[] Name, uint Inode)> Entries { get; } = [];

    /// <summary>Whether there are more names than were wanted.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The callback for <c>ext2fs_dir_iterate2</c>; its state is a <see cref="GCHandle"/> of the scan.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Visit(uint folder, int kind, byte* entry, int offset, int blockSize, byte* block, nint state)
        => ((ExtFolderScan)GCHandle.FromIntPtr(state).Target!).Add(entry);

    // struct ext2_dir_entry_2: inode, length of the record, length of the name, type, name; the library has checked the lengths.
    private int Add(byte* entry)
    {
        var name = new ReadOnlySpan<byte>(entry + 8, entry[6]);
        if (name is [(byte)'.'] or [(byte)'.', (byte)'.'])
        {
            return 0;
        }

        if (Entries.Count == most)
        {
            HasMore = true;
            return Stop;
        }

        Entries.Add((name.ToArray(), *(uint*)entry));
        return 0;
    }
}
