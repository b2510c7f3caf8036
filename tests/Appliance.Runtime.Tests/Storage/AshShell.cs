using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>This machine's shell, if it were BusyBox's, with BusyBox's own programs.</summary>
internal sealed class AshShell : IHostShell
{
    private readonly LocalShell _shell = new("xen1");

    public string Name => _shell.Name;

    public Task<ShellResult> RunAsync(string script, CancellationToken cancellationToken) => _shell.RunAsync(Within(script), cancellationToken);

    public Task<IShellProcess> StartAsync(string script, CancellationToken cancellationToken) => _shell.StartAsync(Within(script), cancellationToken);

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    private static string Within(string script) => $"exec busybox ash -c {ShellText.Quote(script)}";
}
