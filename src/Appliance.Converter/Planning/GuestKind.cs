namespace Appliance.Converter.Planning;

/// <summary>Families of guests that differ in what they need on Xen.</summary>
internal enum GuestKind
{
    /// <summary>Not told, or something else.</summary>
    Other,

    /// <summary>Any Linux.</summary>
    Linux,

    /// <summary>Any Windows since NT.</summary>
    Windows,
}
