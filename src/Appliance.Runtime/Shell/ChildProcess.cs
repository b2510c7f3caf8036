using System.ComponentModel;
using System.Diagnostics;

namespace Appliance.Runtime.Shell;

/// <summary>A process of this machine with its three pipes. What it complains of is read on while it runs.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int MaxErrorBytes = 16 << 10;

    private readonly Process _process;
    private readonly Task<string> _error;

    private ChildProcess(Process process) =>
        (_process, _error) = (process, BoundedText.ReadTailAsync(process.StandardError.BaseStream, MaxErrorBytes));

    /// <summary>Its standard input, not buffered.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Its standard output, not buffered.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="host">The host it is for.</param>
    /// <param name="isDetached">Whether it has a session of its own, where no Ctrl-C of the terminal reaches it.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="HostException">The program is not installed.</exception>
    public static ChildProcess Start(string host, bool isDetached, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(isDetached ? "setsid" : program, isDetached ? [program, .. arguments] : arguments)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        try
        {
            return new ChildProcess(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new HostException(host, null, $"cannot run {start.FileName}: {e.Message}; is it installed?", e);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code, and the end of what it complained of.</returns>
    public async Task<(int Code, string Error)> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, await _error.WaitAsync(cancellationToken));
    }

    /// <summary>Ends it, if it has not yet.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
    }

    /// <summary>Closes its pipes. A program that reads its input ends by that.</summary>
    public void Dispose()
    {
        _process.StandardInput.BaseStream.Dispose();
        _process.Dispose();
    }
}
