namespace Appliance.Guests.Inspection;

/// <summary>What makes a guest's initramfs.</summary>
public enum InitramfsTool
{
    /// <summary>None that is known.</summary>
    Unknown,

    /// <summary>Debian's initramfs-tools.</summary>
    InitramfsTools,

    /// <summary>dracut.</summary>
    Dracut,

    /// <summary>Arch's mkinitcpio.</summary>
    Mkinitcpio,

    /// <summary>SUSE's mkinitrd before dracut.</summary>
    Mkinitrd,

    /// <summary>Alpine's mkinitfs.</summary>
    Mkinitfs,

    /// <summary>Red Hat's mkinitrd before dracut (EL5), whose <c>/init</c> is a script of nash.</summary>
    NashMkinitrd,
}
