using System.Globalization;
using System.Text;

namespace Appliance.Runtime.Shell;

/// <summary>What shells here and elsewhere have in common: a guard that ends scripts, opened anew when it is gone.</summary>
public abstract class GuardedShell : IHostShell, IHostDialer
{
    // A program takes no longer argument than 128 KiB; quoting makes a script longer.
    private const int MaxArgument = 120 << 10;

    private readonly SemaphoreSlim _opening = new(1);
    private ShellGuard? _guard;
    private int _scripts;

    private protected GuardedShell(string name) => Name = name;

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async Task<ShellResult> RunAsync(string script, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(script);
        bool isLong = ShellText.Quote(ShellText.Quote(script)).Length > MaxArgument;
        await using ShellProcess process = await StartCoreAsync(isLong ? "" : script, cancellationToken);
        if (isLong)
        {
            await process.Input.WriteAsync(Encoding.UTF8.GetBytes(script), cancellationToken);
        }

        return await process.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IShellProcess> StartAsync(string script, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(script);
        return ShellText.Quote(ShellText.Quote(script)).Length > MaxArgument
            ? throw new ArgumentException("a script with an input has to be shorter", nameof(script))
            : await StartCoreAsync(script, cancellationToken);
    }

    /// <inheritdoc/>
    public abstract Task<Stream> DialAsync(string address, int port, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _guard?.Dispose();
        _opening.Dispose();
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes sure that the host can be reached.</summary>
    private protected abstract Task ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Starts <c>sh</c> on the host, in a session of its own.</summary>
    private protected abstract ChildProcess StartShell(IReadOnlyList<string> arguments);

    /// <summary>Makes an error of what was said when there was no connection.</summary>
    private protected abstract HostException Explain(string error);

    /// <summary>Leaves the host.</summary>
    private protected abstract ValueTask CloseAsync();

    /// <summary>Connects, and starts the guard where there is none.</summary>
    private protected async Task<ShellGuard> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_guard?.IsAlive != true)
            {
                _guard?.Dispose();
                _guard = null;
                _guard = await OpenGuardAsync(cancellationToken);
            }

            return _guard;
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<ShellGuard> OpenGuardAsync(CancellationToken cancellationToken)
    {
        await ConnectAsync(cancellationToken);
        ChildProcess process = StartShell(["-c", ShellGuard.Script]);
        ShellGuard? guard = null;
        try
        {
            guard = await ShellGuard.OpenAsync(process, cancellationToken);
            return guard ?? throw await WhyNoGuardAsync(process, cancellationToken);
        }
        finally
        {
            if (guard is null)
            {
                process.Dispose();
            }
        }
    }

    private async Task<HostException> WhyNoGuardAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        (int code, string error) = await process.EndAsync(cancellationToken);
        return code == ShellText.NoConnection ? Explain(error) : new HostException(Name, $"{code}", $"cannot make a temporary folder there: {error.Trim()}");
    }

    private async Task<ShellProcess> StartCoreAsync(string script, CancellationToken cancellationToken)
    {
        ShellGuard guard = await OpenAsync(cancellationToken);
        string name = Interlocked.Increment(ref _scripts).ToString(CultureInfo.InvariantCulture);
        return new ShellProcess(Name, StartShell(guard.Wrap(name, script)), () => guard.End(name), Explain);
    }
}
