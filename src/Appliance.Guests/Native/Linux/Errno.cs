namespace Appliance.Guests.Native.Linux;

/// <summary>Numbers of errors of Linux (x86) that are told apart here.</summary>
internal static class Errno
{
    /// <summary>ENOENT: no such thing.</summary>
    public const int NotFound = 2;

    /// <summary>EPERM: not allowed.</summary>
    public const int NotPermitted = 1;

    /// <summary>EIO: the device, or the file system, failed.</summary>
    public const int Failed = 5;

    /// <summary>EBUSY: somebody else has it.</summary>
    public const int Busy = 16;

    /// <summary>EEXIST: something is there already.</summary>
    public const int Exists = 17;

    /// <summary>ENODEV: of file systems, one that the kernel does not know.</summary>
    public const int Unknown = 19;

    /// <summary>ENOTDIR: no folder.</summary>
    public const int NoFolder = 20;

    /// <summary>EISDIR: a folder, or something else that is no file.</summary>
    public const int IsFolder = 21;

    /// <summary>EINVAL: among much else, a feature that the kernel does not know.</summary>
    public const int Invalid = 22;

    /// <summary>ENOSPC: full.</summary>
    public const int NoSpace = 28;

    /// <summary>EROFS: only to be read.</summary>
    public const int ReadOnly = 30;

    /// <summary>ENAMETOOLONG: no file system knows such a name.</summary>
    public const int NameTooLong = 36;

    /// <summary>ENOSYS: a call that the kernel does not know.</summary>
    public const int NotImplemented = 38;

    /// <summary>ENOTEMPTY: a folder with something in it.</summary>
    public const int NotEmpty = 39;

    /// <summary>ELOOP: a link on the way.</summary>
    public const int Link = 40;

    /// <summary>EBADMSG: a checksum is wrong.</summary>
    public const int BadChecksum = 74;

    /// <summary>EOVERFLOW: more than is allowed.</summary>
    public const int TooMuch = 75;

    /// <summary>EUCLEAN: the structure is damaged.</summary>
    public const int Damaged = 117;
}
