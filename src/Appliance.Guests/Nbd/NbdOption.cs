namespace Appliance.Guests.Nbd;

/// <summary>What a client may ask for before it reads and writes.</summary>
internal enum NbdOption : uint
{
    /// <summary>Take an export, with no way to refuse but to hang up.</summary>
    ExportName = 1,

    /// <summary>End the handshake.</summary>
    Abort = 2,

    /// <summary>Name all exports.</summary>
    List = 3,

    /// <summary>Describe an export.</summary>
    Info = 6,

    /// <summary>Describe an export and take it.</summary>
    Go = 7,
}
