namespace Appliance.Guests.FileSystems.Fat;

/// <summary>Bits of an entry of the table.</summary>
internal enum FatType
{
    /// <summary>12 bits, packed.</summary>
    Fat12 = 12,

    /// <summary>16 bits.</summary>
    Fat16 = 16,

    /// <summary>32 bits, of which 28 count.</summary>
    Fat32 = 32,
}
