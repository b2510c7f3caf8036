using System.ComponentModel;
using System.Diagnostics;

namespace Appliance.Builder.Tools;

/// <summary>Runs programs that a build needs. What they print goes into a log.</summary>
/// <param name="log">Gets what they print.</param>
/// <param name="now">Seconds since 1970: what they take for the present.</param>
internal sealed class BuildTool(TextWriter log, long now)
{
    private const int MostTold = 400;

    // As a terminal does it: mmdebstrap takes its mounts and folders away when all of its processes are interrupted, and cannot when
    // it is killed.
    private const string Interrupt = "all() { echo $1; for child in $(cat /proc/$1/task/*/children 2> /dev/null); do all $child; done; }; kill -INT $(all $0)";

    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(20);

    /// <summary>Runs one to its end.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Has it stop, and kills it with all that it has started where it does not.</param>
    /// <exception cref="IOException">It failed; the message has the last line that it printed.</exception>
    public async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        (start.Environment["SOURCE_DATE_EPOCH"], start.Environment["E2FSPROGS_FAKE_TIME"], start.Environment["LC_ALL"]) = ($"{now}", $"{now}", "C.UTF-8");
        await log.WriteLineAsync(UrlPasswords.Hide($"$ {program} {string.Join(' ', start.ArgumentList)}"));
        using Process process = Start(start);
        process.StandardInput.Close();
        Task<string>[] printed = [process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None)];
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            await StopAsync(process);
            await KeepAsync(printed);
        }

        if (process.ExitCode != 0)
        {
            string told = (await printed[1]).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it printed nothing";
            throw new IOException($"{Path.GetFileName(program)} failed with exit code {process.ExitCode}: {UrlPasswords.Hide(told[..Math.Min(told.Length, MostTold)])}");
        }
    }

    private async Task KeepAsync(Task<string>[] printed)
    {
        try
        {
            await log.WriteAsync(UrlPasswords.Hide(string.Concat(await Task.WhenAll(printed).WaitAsync(LongestEnd))));
        }
        catch (TimeoutException)
        {
            // Something that it has left behind holds its output, and is not waited for.
        }
    }

    private static async Task StopAsync(Process process)
    {
        if (process.HasExited)
        {
            return;
        }

        using (Process kill = Start(new ProcessStartInfo("/bin/sh", ["-c", Interrupt, $"{process.Id}"]) { RedirectStandardError = true, UseShellExecute = false }))
        {
            await kill.WaitForExitAsync(CancellationToken.None);
        }

        using var limit = new CancellationTokenSource(LongestEnd);
        await process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{start.FileName} cannot be started: {e.Message}", e);
        }
    }
}
