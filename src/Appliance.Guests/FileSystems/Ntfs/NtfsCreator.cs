using Appliance.Guests.Native.Ntfs3g;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>Makes files and folders.</summary>
internal sealed unsafe class NtfsCreator(NtfsSession session, NtfsTree tree, TimeProvider clock)
{
    private const uint RegularType = 0x8000;
    private const uint FolderType = 0x4000;

    /// <summary>Makes one.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="name">One that Windows allows and that is not there.</param>
    /// <param name="isFolder">Whether it is to be a folder.</param>
    /// <returns>Open, to be closed.</returns>
    internal NtfsInode Create(ulong folder, string name, bool isFolder)
    {
        using NtfsInode parent = session.Open(folder);
        uint security = GetInheritedSecurity(parent, isFolder);
        NativeInode* created;
        fixed (char* characters = name)
        {
            created = LibNtfs.Create(parent.Native, security, characters, (byte)name.Length, isFolder ? FolderType : RegularType);
        }

        var inode = new NtfsInode(session, created);
        try
        {
            session.Check(created is not null, $"{name} cannot be made");
            tree.Add(folder, new NtfsEntry(name, inode.Reference, isFolder, IsShortName: false));
            inode.SetTimes(clock, isNew: true);
            parent.SetTimes(clock, isNew: false);
            parent.Close();
            return inode;
        }
        catch
        {
            inode.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What an administrator's new file inherits from its folder; 0, where that has nothing to give: the library then
    /// writes "everybody" into the file, as its own ntfscp always does.
    /// </summary>
    private uint GetInheritedSecurity(NtfsInode folder, bool forFolder)
    {
        nint cache = 0;
        var context = new NativeSecurityContext { Volume = session.Volume, Cache = &cache };
        uint security = LibNtfs.GetInheritedSecurity(&context, folder.Native, forFolder ? 1 : 0);
        session.Check(true, "security");
        return security;
    }
}
