namespace Appliance.Runtime.Shell;

/// <summary>A script on a host, as the process of this machine that stands for it.</summary>
internal sealed class ShellProcess : IShellProcess
{
    private const int MaxOutputBytes = 4 << 20;

    // As long as the guard needs to end it, and some.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _host;
    private readonly ChildProcess _process;
    private readonly Action _end;
    private readonly Func<string, HostException> _explain;

    /// <summary>A script that has been started.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <param name="process">What stands for it here.</param>
    /// <param name="end">Ends it on the host.</param>
    /// <param name="explain">Makes an error of ssh's complaints.</param>
    public ShellProcess(string host, ChildProcess process, Action end, Func<string, HostException> explain)
    {
        (_host, _process, _end, _explain) = (host, process, end, explain);
        Input = new ShellInput(process.Input, () => ExplainBrokenInputAsync());
    }

    /// <inheritdoc/>
    public Stream Input { get; }

    /// <inheritdoc/>
    public Stream Output => _process.Output;

    /// <inheritdoc/>
    public async Task<ShellResult> WaitAsync(CancellationToken cancellationToken)
    {
        await Input.DisposeAsync();
        string output = await BoundedText.ReadHeadAsync(Output, MaxOutputBytes, cancellationToken);
        (int code, string error) = await _process.EndAsync(cancellationToken);
        return code == ShellText.NoConnection ? throw _explain(error) : new ShellResult(_host, code, output, error);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _end();
            await Input.DisposeAsync();
            await EndAsync();
        }

        await Output.DisposeAsync();
        _process.Dispose();
    }

    private async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await BoundedText.ReadHeadAsync(Output, 0, limit.Token);
            await _process.EndAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
    }

    private async Task<HostException> ExplainBrokenInputAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            ShellResult result = await WaitAsync(limit.Token);
            result.Demand("send to the host");
            return new HostException(_host, "the host stopped reading before all was sent");
        }
        catch (OperationCanceledException)
        {
            return new HostException(_host, "the host closed its input and goes on");
        }
        catch (HostException e)
        {
            return e;
        }
    }
}
