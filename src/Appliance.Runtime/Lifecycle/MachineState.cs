namespace Appliance.Runtime.Lifecycle;

/// <summary>What a machine on a host is doing.</summary>
public enum MachineState
{
    /// <summary>It is being imported, or an import of it was cut off.</summary>
    Unfinished,

    /// <summary>There is no domain.</summary>
    Stopped,

    /// <summary>Its domain runs, or waits for something to do.</summary>
    Running,

    /// <summary>Its domain is held.</summary>
    Paused,

    /// <summary>Its memory is saved on the host, and there is no domain.</summary>
    Suspended,

    /// <summary>Its domain is there and dead: the guest crashed.</summary>
    Crashed,

    /// <summary>Its record cannot be read.</summary>
    Damaged,
}
