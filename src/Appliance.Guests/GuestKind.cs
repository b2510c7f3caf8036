namespace Appliance.Guests;

/// <summary>What sort of system a guest is.</summary>
public enum GuestKind
{
    /// <summary>A Linux.</summary>
    Linux,

    /// <summary>A Windows of the NT line.</summary>
    Windows,
}
