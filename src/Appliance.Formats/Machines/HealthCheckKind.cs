namespace Appliance.Formats.Machines;

/// <summary>How a machine is asked whether it is well.</summary>
public enum HealthCheckKind
{
    /// <summary>A TCP port takes a connection.</summary>
    Tcp,

    /// <summary>A web server answers with a status below 400.</summary>
    Http,

    /// <summary>A text appears on the console.</summary>
    Console,
}
