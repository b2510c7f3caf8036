using System.Runtime.InteropServices;

namespace Appliance.Guests.Native;

/// <summary>Owns an <c>ext2_filsys</c>; closing it writes nothing.</summary>
internal sealed unsafe class Ext2fsHandle() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The structure behind the handle, while that is open.</summary>
    public Ext2fsFileSystem* FileSystem => (Ext2fsFileSystem*)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Ext2fs.Free(handle);
        return true;
    }
}
