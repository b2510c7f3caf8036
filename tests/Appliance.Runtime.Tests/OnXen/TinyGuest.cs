using System.Globalization;
using System.Text;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>A machine with the tiny guest on a Xen host, spoken to by the shell on its console. It goes with this object, with all that it left.</summary>
/// <param name="xen">The host, from behind.</param>
/// <param name="host">The host, as the code under test knows it.</param>
/// <param name="name">The machine's name.</param>
internal sealed class TinyGuest(XenHost xen, IXenHost host, string name) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    // What the guest says once of a serial port that it does not have.
    private const string Noise = "sh: write error: Input/output error\n";

    private static int _questions;

    private IShellProcess? _console;

    /// <summary>Starts it.</summary>
    public Task StartAsync() => host.Power.StartAsync(name, isPaused: false, default);

    /// <summary>Ends it.</summary>
    public Task EndAsync() => host.Power.StopAsync(name, TimeSpan.Zero, default);

    /// <summary>What is known of it.</summary>
    public async Task<MachineRecord> RecordAsync() => (await host.FindAsync(name, default)).Record;

    /// <summary>What it is doing, as the code under test says.</summary>
    public async Task<MachineState> StateAsync() => (await host.FindAsync(name, default)).State;

    /// <summary>Its line in <c>xl list</c>: name, number, memory in MiB, processors, state, seconds; null where it has no domain.</summary>
    public async Task<string[]?> DomainAsync()
    {
        (int code, string output, _) = await xen.TryRunAsync($"xl list {name}");
        return code == 0 ? output.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries) : null;
    }

    /// <summary>Whether Xen holds it.</summary>
    public async Task<bool> IsHeldAsync() => (await DomainAsync())![4].Contains('p', StringComparison.Ordinal);

    /// <summary>What a file on its first disk holds, read by the host while the machine is down.</summary>
    public Task<string> ReadFileAsync(string file)
        => xen.RunAsync($"mount -o ro,loop,offset=1048576 {XenBench.Machines}/{name}/xvda.raw /mnt && cat /mnt/{file}; code=$?; umount /mnt; exit $code");

    /// <summary>Runs a command in the guest: typed until it is answered, since what comes before its shell is up is lost.</summary>
    /// <returns>What it printed, and not what was typed.</returns>
    public async Task<string> RunAsync(string command)
    {
        string number = Interlocked.Increment(ref _questions).ToString(CultureInfo.InvariantCulture);
        // Split by quotes, so that the echo of what is typed is not taken for the answer.
        string typed = $"\n[ -e /asked{number} ] || {{ : > /asked{number}; echo 'BEGI''N{number}'; {command}; echo 'EN''D{number}'; }}\n";
        using var limit = new CancellationTokenSource(Patience);
        string text = await AskAsync(typed, $"END{number}\r", limit.Token);
        while (!text.Contains($"END{number}\r", StringComparison.Ordinal))
        {
            // The console was that of a domain before this one.
            Assert.False(limit.IsCancellationRequested, $"the guest does not answer {command}; its console: {text}");
            await CloseConsoleAsync();
            text = await AskAsync(typed, $"END{number}\r", limit.Token);
        }

        string answer = text.Split($"BEGIN{number}")[^1].Split($"END{number}")[0].Replace("\r", "", StringComparison.Ordinal);
        // A guest that takes long to answer is typed to again, and its terminal echoes that in between.
        return answer.Replace(typed, "", StringComparison.Ordinal).Replace(Noise, "", StringComparison.Ordinal).Trim();
    }

    /// <summary>What the console prints until its domain ends.</summary>
    public async Task<string> ListenAsync()
    {
        var text = new StringBuilder();
        using var limit = new CancellationTokenSource(Patience);
        await ReadAsync(await OpenConsoleAsync(), text, end: null, limit.Token);
        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseConsoleAsync();
        await xen.TryRunAsync(
            $$"""
            xl destroy {{name}}
            rm -rf {{XenBench.Machines}}/{{name}} {{XenBench.Machines}}/../kept/{{name}}.* /etc/xen/auto/{{name}}.cfg
            for v in $(lvs --noheadings -o lv_name appliance | grep 'appliance\.{{name}}\.'); do lvremove -q -y "appliance/$v"; done
            """);
    }

    /// <summary>Types until the answer is there, or the console ends, or nobody waits any longer.</summary>
    private async Task<string> AskAsync(string typed, string end, CancellationToken limit)
    {
        IShellProcess console = await OpenConsoleAsync();
        var text = new StringBuilder();
        Task reading = ReadAsync(console, text, end, limit);
        do
        {
            try
            {
                await console.Input.WriteAsync(Encoding.UTF8.GetBytes(typed), CancellationToken.None);
            }
            catch (HostException)
            {
                break;
            }
        }
        while (await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None)) != reading);

        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return text.ToString();
    }

    private static async Task ReadAsync(IShellProcess console, StringBuilder text, string? end, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        int count = 1;
        while (count > 0 && (end is null || !text.ToString().Contains(end, StringComparison.Ordinal)))
        {
            count = await console.Output.ReadAsync(buffer, cancellationToken);
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
    }

    /// <summary>One console serves all questions: to open one costs seconds here.</summary>
    private async Task<IShellProcess> OpenConsoleAsync() => _console ??= await host.OpenConsoleAsync(name, default);

    private async Task CloseConsoleAsync()
    {
        if (_console is { } console)
        {
            _console = null;
            await console.DisposeAsync();
        }
    }
}
