using System.Runtime.InteropServices;
using Appliance.Formats;
using Appliance.Guests.Native.Ntfs3g;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>
/// An open file or folder. The library must never have one open twice: open one, do one thing, close it.
/// </summary>
internal sealed unsafe class NtfsInode : IDisposable
{
    private const int SequenceInRecord = 16;
    private const int FlagsInRecord = 22;
    private const ushort FolderFlag = 2;

    // NTFS_UPDATE_MCTIME.
    private const int ChangeTimes = 6;

    // In the record of a resident attribute, and in the value of a name.
    private const int ValueOffset = 20;
    private const int TimesInName = 8;

    private readonly NtfsSession _session;

    internal NtfsInode(NtfsSession session, NativeInode* native)
    {
        _session = session;
        Native = native;
    }

    /// <summary>The library's inode; null once it is closed.</summary>
    internal NativeInode* Native { get; private set; }

    /// <summary>Number and sequence.</summary>
    internal ulong Reference => Native->Number | ((ulong)*(ushort*)(Native->Record + SequenceInRecord) << 48);

    /// <summary>Whether it is a folder.</summary>
    internal bool IsFolder => (*(ushort*)(Native->Record + FlagsInRecord) & FolderFlag) != 0;

    /// <summary>The DOS attributes.</summary>
    internal NtfsAttributes Attributes
    {
        get => (NtfsAttributes)Native->Flags;
        set => Native->Flags = (uint)value;
    }

    /// <summary>Opens an attribute; null where there is none.</summary>
    /// <param name="type">Which kind.</param>
    /// <param name="name">Its name; empty for the unnamed one.</param>
    internal NtfsAttribute? TryOpen(NtfsAttributeType type, string name = "")
    {
        NativeAttribute* attribute;
        fixed (char* characters = name)
        {
            attribute = LibNtfs.OpenAttribute(Native, (uint)type, name.Length == 0 ? LibNtfs.Unnamed : characters, (uint)name.Length);
        }

        if (attribute is not null)
        {
            return new NtfsAttribute(_session, attribute);
        }

        return Marshal.GetLastPInvokeError() == NtfsError.NoEntry ? null : throw _session.Fail($"attribute {type} of {Native->Number} cannot be opened");
    }

    /// <summary>All of a small attribute; null where there is none.</summary>
    /// <param name="type">Which kind.</param>
    /// <param name="limit">Most bytes it may have.</param>
    internal byte[]? TryRead(NtfsAttributeType type, int limit)
    {
        using NtfsAttribute? attribute = TryOpen(type);
        if (attribute is null)
        {
            return null;
        }

        if (attribute.Length > limit)
        {
            throw new InvalidImageException(_session.Name, $"attribute {type} of {Native->Number} has {attribute.Length} bytes, and {limit} is the most");
        }

        var bytes = new byte[attribute.Length];
        attribute.ReadExactly(0, bytes);
        return bytes;
    }

    /// <summary>Refuses a file whose content stands elsewhere.</summary>
    internal void RequirePlain()
    {
        if (Attributes.HasFlag(NtfsAttributes.ReparsePoint))
        {
            throw new UnsupportedImageException(_session.Name,
                $"file {Native->Number} was compressed as a whole by Windows (CompactOS): run compact /u /exe on it");
        }
    }

    /// <summary>Gives it content to be written, where it has none at all.</summary>
    internal void RequireData()
    {
        using NtfsAttribute? data = TryOpen(NtfsAttributeType.Data);
        if (data is null)
        {
            _session.Check(LibNtfs.AddAttribute(Native, (uint)NtfsAttributeType.Data, LibNtfs.Unnamed, 0, null, 0) == 0, "content cannot be added");
        }
    }

    /// <summary>Says when it was changed; a new one, also when it was made.</summary>
    internal void SetTimes(TimeProvider clock, bool isNew)
    {
        long now = clock.GetUtcNow().ToFileTime();
        LibNtfs.UpdateTimes(Native, ChangeTimes);
        Native->DataChangeTime = now;
        Native->RecordChangeTime = now;
        if (isNew)
        {
            Native->CreationTime = now;
            Native->AccessTime = now;
            SetTimesOfNames(now);
        }
    }

    /// <summary>The copies beside the names, which Windows sets once and leaves alone.</summary>
    private void SetTimesOfNames(long now)
    {
        NativeSearch* search = LibNtfs.StartSearch(Native, 0);
        if (search is null)
        {
            throw _session.Fail("a name cannot be found");
        }

        while (LibNtfs.SearchNext((uint)NtfsAttributeType.FileName, LibNtfs.Unnamed, 0, 0, 0, null, 0, search) == 0)
        {
            byte* value = search->Attribute + *(ushort*)(search->Attribute + ValueOffset);
            new Span<long>(value + TimesInName, 4).Fill(now);
        }

        LibNtfs.EndSearch(search);
    }

    /// <summary>Writes what was changed, and closes.</summary>
    internal void Close()
    {
        NativeInode* native = Native;
        Native = null;
        int result = LibNtfs.CloseInode(native);
        _session.Check(result == 0, "an inode cannot be written");
    }

    /// <summary>Gives the inode out of hand: the library has closed it.</summary>
    internal NativeInode* Release()
    {
        NativeInode* native = Native;
        Native = null;
        return native;
    }

    /// <summary>Closes after something went wrong, which is what counts.</summary>
    public void Dispose()
    {
        if (Native is not null)
        {
            _ = LibNtfs.CloseInode(Native);
            Native = null;
        }
    }
}
