namespace Appliance.Guests.Native.Linux;

/// <summary>How a file is opened: open(2), on x86-64. Files are never handed on to programs that are started (O_CLOEXEC).</summary>
[Flags]
internal enum OpenFlags : ulong
{
    /// <summary>O_RDONLY.</summary>
    Read = 0,

    /// <summary>O_WRONLY.</summary>
    Write = 0x1,

    /// <summary>O_RDWR.</summary>
    ReadWrite = 0x2,

    /// <summary>O_CREAT.</summary>
    Create = 0x40,

    /// <summary>O_EXCL: nothing may be there.</summary>
    Alone = 0x80,

    /// <summary>O_TRUNC.</summary>
    Empty = 0x200,

    /// <summary>O_NONBLOCK: nobody waits for the other end of a pipe.</summary>
    NoWait = 0x800,

    /// <summary>O_DIRECTORY.</summary>
    Folder = 0x1_0000,

    /// <summary>O_NOFOLLOW.</summary>
    NoFollow = 0x2_0000,

    /// <summary>O_PATH: only the place is opened, not what is there.</summary>
    Place = 0x20_0000,
}
