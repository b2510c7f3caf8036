namespace Appliance.Formats.Machines;

/// <summary>Operating systems that are treated alike.</summary>
public enum GuestFamily
{
    /// <summary>Not told, or something else.</summary>
    Other,

    /// <summary>Any Linux.</summary>
    Linux,

    /// <summary>Any Windows since NT.</summary>
    Windows,
}
