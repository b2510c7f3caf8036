namespace Appliance.Runtime.Machines;

/// <summary>What tells that a machine is well: <c>tcp:22</c>, <c>http:80/health</c>, <c>console:login:</c>.</summary>
/// <param name="Kind">How it is asked.</param>
/// <param name="Argument">A port, a port and a path, or a text that its console shows.</param>
public sealed record HealthCheck(HealthCheckKind Kind, string Argument);
