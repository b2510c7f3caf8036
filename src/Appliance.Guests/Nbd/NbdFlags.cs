namespace Appliance.Guests.Nbd;

/// <summary>What a client is told about an export.</summary>
[Flags]
internal enum NbdFlags : ushort
{
    /// <summary>The protocol has no such state: <see cref="HasFlags"/> is always set.</summary>
    None = 0,

    /// <summary>Always set.</summary>
    HasFlags = 1 << 0,

    /// <summary>No writes.</summary>
    ReadOnly = 1 << 1,

    /// <summary><see cref="NbdCommand.Flush"/> is known.</summary>
    Flush = 1 << 2,

    /// <summary>Writes may ask to be safe when they are answered.</summary>
    ForceUnitAccess = 1 << 3,

    /// <summary><see cref="NbdCommand.Trim"/> is known.</summary>
    Trim = 1 << 5,

    /// <summary><see cref="NbdCommand.WriteZeroes"/> is known.</summary>
    WriteZeroes = 1 << 6,
}
