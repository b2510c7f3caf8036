namespace Appliance.Runtime.Shell;

/// <summary>A script that runs on a host. Disposing it ends it there, whatever it is doing.</summary>
public interface IShellProcess : IAsyncDisposable
{
    /// <summary>Its standard input. Closing it is the end of file.</summary>
    Stream Input { get; }

    /// <summary>Its standard output.</summary>
    Stream Output { get; }

    /// <summary>Closes its input and waits for its end. What is left of its output is read into the result.</summary>
    /// <exception cref="HostException">The connection broke before it ended.</exception>
    Task<ShellResult> WaitAsync(CancellationToken cancellationToken);
}
