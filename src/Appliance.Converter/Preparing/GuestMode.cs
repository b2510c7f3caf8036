namespace Appliance.Converter.Preparing;

/// <summary>What is done to the systems on the disks.</summary>
public enum GuestMode
{
    /// <summary>A system that is found and can be prepared is; of another a warning tells why not, and its disks are copied as they are.</summary>
    Auto,

    /// <summary>Nothing: the disks are copied as they are.</summary>
    Keep,

    /// <summary>Every machine's system is prepared, or the conversion is refused.</summary>
    Require,
}
