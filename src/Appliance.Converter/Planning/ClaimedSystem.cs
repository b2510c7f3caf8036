namespace Appliance.Converter.Planning;

/// <summary>What a package says of its guest, as far as it matters on Xen.</summary>
internal enum ClaimedSystem
{
    /// <summary>Not told, or something else.</summary>
    Other,

    /// <summary>Any Linux.</summary>
    Linux,

    /// <summary>Any Windows since NT.</summary>
    Windows,
}
