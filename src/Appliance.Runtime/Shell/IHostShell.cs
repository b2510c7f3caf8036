namespace Appliance.Runtime.Shell;

/// <summary>A POSIX shell on a host, this one or another. Nothing but <c>sh</c> and coreutils is expected there.</summary>
public interface IHostShell : IAsyncDisposable
{
    /// <summary>The host, as the user calls it.</summary>
    string Name { get; }

    /// <summary>Runs a script and waits for its end.</summary>
    /// <param name="script">Text for <c>sh</c>; what comes from outside has to be quoted (<see cref="ShellText"/>).</param>
    /// <param name="cancellationToken">Ends the script.</param>
    /// <returns>What it said, whatever its exit code.</returns>
    /// <exception cref="HostException">The host is out of reach, or the connection broke.</exception>
    Task<ShellResult> RunAsync(string script, CancellationToken cancellationToken);

    /// <summary>Starts a script whose input and output are streams.</summary>
    /// <exception cref="HostException">The host is out of reach.</exception>
    Task<IShellProcess> StartAsync(string script, CancellationToken cancellationToken);
}
