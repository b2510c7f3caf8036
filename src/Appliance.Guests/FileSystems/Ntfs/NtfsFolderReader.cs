using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Appliance.Formats;
using Appliance.Guests.Native.Ntfs3g;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>Reads the names of a folder.</summary>
internal sealed unsafe class NtfsFolderReader
{
    private const int DosNameSpace = 2;
    private const uint FolderType = 4;

    // The library walks this bitmap to its end, and a hole in it costs nothing to make: a million of the longest names, 600
    // bytes each in blocks of 4 KiB, half full, have 40 KiB.
    private const long LongestBitmap = 1 << 20;

    private readonly NtfsSession _session;
    private readonly List<NtfsEntry> _entries = [];

    private NtfsFolderReader(NtfsSession session) => _session = session;

    /// <summary>Reads a folder; null where <paramref name="reference"/> is none.</summary>
    internal static NtfsFolder? Read(NtfsSession session, ulong reference)
    {
        using NtfsInode inode = session.Open(reference);
        if (!inode.IsFolder)
        {
            return null;
        }

        using (NtfsAttribute? bitmap = inode.TryOpen(NtfsAttributeType.Bitmap, "$I30"))
        {
            if (bitmap?.Length > LongestBitmap)
            {
                throw new InvalidImageException(session.Name, $"folder {inode.Native->Number} has an index bitmap of {bitmap.Length} bytes");
            }
        }

        var reader = new NtfsFolderReader(session);
        reader.Read(inode);
        return new NtfsFolder(reader._entries);
    }

    private void Read(NtfsInode inode)
    {
        GCHandle context = GCHandle.Alloc(this);
        try
        {
            long position = 0;
            int result = LibNtfs.ReadFolder(inode.Native, &position, GCHandle.ToIntPtr(context), &Take);
            _session.Check(result == 0, $"folder {inode.Native->Number} cannot be listed");
        }
        finally
        {
            context.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Take(nint context, char* name, int length, int nameSpace, long position, ulong reference, uint type)
        => ((NtfsFolderReader)GCHandle.FromIntPtr(context).Target!).Take(new ReadOnlySpan<char>(name, length), nameSpace, reference, type);

    /// <summary>Takes one name; anything but zero stops the library.</summary>
    private int Take(ReadOnlySpan<char> name, int nameSpace, ulong reference, uint type)
    {
        if (_entries.Count >= FileSystem.MostNames)
        {
            _session.Remember(new InvalidImageException(_session.Name, $"a folder has more than {FileSystem.MostNames} names"));
            return -1;
        }

        var entry = new NtfsEntry(name.ToString(), reference, type == FolderType, nameSpace == DosNameSpace);
        if (!entry.IsMetadata && WindowsName.CanBeAsked(name))
        {
            _entries.Add(entry);
        }

        return 0;
    }
}
