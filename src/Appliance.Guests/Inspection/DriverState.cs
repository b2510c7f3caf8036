namespace Appliance.Guests.Inspection;

/// <summary>Where a driver of a kernel is.</summary>
public enum DriverState
{
    /// <summary>Nowhere: this kernel was built without it, or its modules are gone.</summary>
    Absent,

    /// <summary>In the module tree, but not in the initramfs.</summary>
    OnDisk,

    /// <summary>In the initramfs.</summary>
    InInitramfs,

    /// <summary>In the kernel itself.</summary>
    BuiltIn,
}
