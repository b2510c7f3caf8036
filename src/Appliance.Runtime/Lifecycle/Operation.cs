namespace Appliance.Runtime.Lifecycle;

/// <summary>What can be asked of a machine.</summary>
public enum Operation
{
    /// <summary>Start it, or take it up again where it was suspended.</summary>
    Start,

    /// <summary>Shut it down, or end it.</summary>
    Stop,

    /// <summary>Shut it down and start it again.</summary>
    Reboot,

    /// <summary>Hold it.</summary>
    Pause,

    /// <summary>Let it run on.</summary>
    Resume,

    /// <summary>Save its memory and end its domain.</summary>
    Suspend,

    /// <summary>Keep its disks as they are.</summary>
    Snapshot,

    /// <summary>Bring its disks back to a snapshot, and its memory where that was kept: then it is suspended.</summary>
    Revert,

    /// <summary>Make another one of it.</summary>
    Clone,

    /// <summary>Change its processors and memory.</summary>
    Resize,

    /// <summary>Make a disk larger.</summary>
    GrowDisk,

    /// <summary>Add or take off a disk or a network card.</summary>
    Attach,

    /// <summary>Talk to its console.</summary>
    Console,

    /// <summary>Move it to another host.</summary>
    Migrate,

    /// <summary>Read its disks.</summary>
    Export,

    /// <summary>Change what is known of it.</summary>
    Update,

    /// <summary>Remove it.</summary>
    Remove,
}
