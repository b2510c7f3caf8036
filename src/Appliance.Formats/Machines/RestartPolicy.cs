namespace Appliance.Formats.Machines;

/// <summary>Whether a machine that stopped by itself is started again.</summary>
public enum RestartPolicy
{
    /// <summary>Never.</summary>
    No,

    /// <summary>When it crashed, or its health checks fail.</summary>
    OnFailure,

    /// <summary>Whenever it is not running and nobody stopped it.</summary>
    Always,
}
