namespace Appliance.Guests.Nbd;

/// <summary>How a command ended: errno values that the protocol fixes.</summary>
internal enum NbdError : uint
{
    /// <summary>Well.</summary>
    None = 0,

    /// <summary>EPERM: the export is read-only.</summary>
    NotPermitted = 1,

    /// <summary>EIO: the device failed.</summary>
    Failed = 5,

    /// <summary>EINVAL: not a command, or not within the export.</summary>
    Invalid = 22,

    /// <summary>ENOSPC: no room, or a write beyond the end.</summary>
    NoSpace = 28,
}
