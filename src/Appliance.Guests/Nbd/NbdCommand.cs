namespace Appliance.Guests.Nbd;

/// <summary>What a client may ask of an export.</summary>
internal enum NbdCommand : ushort
{
    /// <summary>Read a range.</summary>
    Read = 0,

    /// <summary>Write a range.</summary>
    Write = 1,

    /// <summary>End the session.</summary>
    Disconnect = 2,

    /// <summary>Bring what was written to safety.</summary>
    Flush = 3,

    /// <summary>A range is no longer needed.</summary>
    Trim = 4,

    /// <summary>Write zeros.</summary>
    WriteZeroes = 6,
}
