using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xapi.Consoles;

/// <summary>A console over a connection to the host that has the machine. It has one end for both ways: who closes it leaves.</summary>
/// <param name="host">The pool, as the user calls it.</param>
/// <param name="connection">The connection behind the answer's head; owned.</param>
internal sealed class XapiConsole(string host, Stream connection) : IShellProcess
{
    private const int PieceBytes = 4096;

    private readonly ConsoleOutput _output = new(connection);

    /// <inheritdoc/>
    public Stream Input => connection;

    /// <inheritdoc/>
    public Stream Output => _output;

    /// <inheritdoc/>
    /// <remarks>A console cannot be told that nothing more is typed: its end is that of the machine's domain.</remarks>
    public async Task<ShellResult> WaitAsync(CancellationToken cancellationToken)
    {
        byte[] rest = new byte[PieceBytes];
        while (await _output.ReadAsync(rest, cancellationToken) > 0)
        {
            // Nobody asks for what comes now.
        }

        return _output.Problem is { } problem
            ? throw new HostException(host, null, $"the connection to the console broke: {problem.Message}", problem)
            : new ShellResult(host, 0, "", "");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
