using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Tests.Hardware;

/// <summary>This machine's shell, with something around every script.</summary>
internal abstract class WrappedShell : IHostShell
{
    private readonly LocalShell _shell = new("xen1");

    public string Name => _shell.Name;

    public Task<ShellResult> RunAsync(string script, CancellationToken cancellationToken) => _shell.RunAsync(Within(script), cancellationToken);

    public Task<IShellProcess> StartAsync(string script, CancellationToken cancellationToken) => _shell.StartAsync(Within(script), cancellationToken);

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    /// <summary>What is run for a script.</summary>
    protected abstract string Within(string script);
}
