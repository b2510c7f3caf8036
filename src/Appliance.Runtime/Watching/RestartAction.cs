namespace Appliance.Runtime.Watching;

/// <summary>What is to be done about a machine.</summary>
public enum RestartAction
{
    /// <summary>Nothing: it is well, it is nobody's wish that it runs, or it was given up before.</summary>
    None,

    /// <summary>It has a fault, and the time for a restart has not come.</summary>
    Wait,

    /// <summary>Restart it now.</summary>
    Restart,

    /// <summary>Tell that nothing more is tried.</summary>
    GiveUp,
}
