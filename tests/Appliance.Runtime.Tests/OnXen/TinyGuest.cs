using System.Text;
using System.Text.RegularExpressions;
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

    /// <summary>
    /// Runs a command in the guest once: typed until it is answered, since what comes before its shell is up is lost. The terminal
    /// echoes what is typed at any moment, so the answer comes as one word, and again where something came in between.
    /// </summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(string command)
    {
        int number = Interlocked.Increment(ref _questions);
        string asked = $"/asked{number}", said = $"/said{number}";
        string typed = $"\n[ -e {asked} ] || {{ : > {asked}; {{ {command}; }} > {said} 2>&1; }}; echo \"SAID{number}:$(base64 -w 0 {said}):\"\n";
        var answer = new Regex($"SAID{number}:([A-Za-z0-9+/=]*):\r", RegexOptions.None, Regex.InfiniteMatchTimeout);
        using var limit = new CancellationTokenSource(Patience);
        string text = await AskAsync(typed, answer, limit.Token);
        while (!answer.IsMatch(text))
        {
            // The console was that of a domain before this one.
            if (limit.IsCancellationRequested)
            {
                Assert.Fail($"the guest does not answer {command}; its console: {text}\n{(await xen.TryRunAsync("xl list")).Output}");
            }

            await CloseConsoleAsync();
            text = await AskAsync(typed, answer, limit.Token);
        }

        return Encoding.UTF8.GetString(Convert.FromBase64String(answer.Match(text).Groups[1].Value)).Trim();
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
    private async Task<string> AskAsync(string typed, Regex end, CancellationToken limit)
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

    private static async Task ReadAsync(IShellProcess console, StringBuilder text, Regex? end, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        int count = 1;
        while (count > 0 && (end is null || !end.IsMatch(text.ToString())))
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
