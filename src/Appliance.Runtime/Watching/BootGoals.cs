using Appliance.Formats.Machines;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>What has to be seen of a machine to call it up: all that was asked for, or, where nothing was, any sign that it has booted.</summary>
/// <param name="Marker">A text on the console that has to appear; null for none.</param>
/// <param name="Checks">Checks that have to hold.</param>
internal sealed record BootGoals(string? Marker, IReadOnlyList<HealthCheck> Checks)
{
    /// <summary>What a console shows when somebody can log in.</summary>
    public const string LoginPrompt = "login:";

    /// <summary>Ports of which one is open on nearly every server: ssh, remote desktop.</summary>
    public static readonly IReadOnlyList<HealthCheck> UsualPorts = [new(HealthCheckKind.Tcp, "22"), new(HealthCheckKind.Tcp, "3389")];

    /// <summary>Whether nothing was asked for, and any sign is enough.</summary>
    public bool TakesAnySign => Marker is null && Checks.Count == 0;

    /// <summary>What to look for on the console.</summary>
    public IEnumerable<string> ConsoleTexts =>
    [
        .. Marker is null ? [LoginPrompt] : new[] { Marker },
        .. Checks.Where(check => check.Kind == HealthCheckKind.Console).Select(check => check.Argument),
    ];

    /// <summary>What a machine has to show.</summary>
    public static BootGoals For(MachineRecord record, WatchOptions options) => new(options.Marker, options.Checks ?? record.HealthChecks);
}
