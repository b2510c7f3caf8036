namespace Appliance.Guests.Nbd;

/// <summary>How an option is answered; errors have the top bit.</summary>
internal enum NbdOptionReply : uint
{
    /// <summary>Done.</summary>
    Acknowledged = 1,

    /// <summary>The name of an export.</summary>
    Server = 2,

    /// <summary>Something about an export.</summary>
    Info = 3,

    /// <summary>The option is not known here.</summary>
    Unsupported = (1u << 31) + 1,

    /// <summary>The option contradicts itself.</summary>
    Invalid = (1u << 31) + 3,

    /// <summary>There is no export of that name.</summary>
    Unknown = (1u << 31) + 6,
}
