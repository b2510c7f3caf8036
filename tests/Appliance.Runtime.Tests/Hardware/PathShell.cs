using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Tests.Hardware;

/// <summary>This machine's shell, with programs of a folder before all others.</summary>
internal sealed class PathShell(string folder) : IHostShell
{
    private readonly LocalShell _shell = new("xen1");

    public string Name => _shell.Name;

    public Task<ShellResult> RunAsync(string script, CancellationToken cancellationToken) => _shell.RunAsync(Within(script), cancellationToken);

    public Task<IShellProcess> StartAsync(string script, CancellationToken cancellationToken) => _shell.StartAsync(Within(script), cancellationToken);

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    private string Within(string script) => $"PATH={ShellText.Quote(folder)}:$PATH\n{script}";
}
