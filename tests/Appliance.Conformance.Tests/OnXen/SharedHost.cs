using System.Diagnostics;
using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Conformance.Tests.OnXen;

/// <summary>A Xen host that the shipped executable works on, and packages to import. It is started by the first test that wants it.</summary>
public sealed class SharedHost : IAsyncLifetime, IDisposable
{
    /// <summary>Where machines lie on it.</summary>
    public const string Machines = "/var/lib/appliance/machines";

    private const string Name = "xen1";

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<XenHost>> _host;

    public SharedHost() => _host = new(StartAsync);

    /// <summary>The host.</summary>
    public Task<XenHost> HostAsync => _host.Value;

    /// <summary>A package that boots in seconds: <c>tiny</c>, <c>mbr</c>; beside it lie its disks.</summary>
    public string Tiny(string kind) => Made("make-tiny.sh", kind);

    /// <summary>A guest as it comes from VMware.</summary>
    public string Appliance(string kind) => Made("make-appliance.sh", kind);

    /// <summary>A file that lasts as long as the host.</summary>
    public string this[string file] => _folder[file];

    /// <summary>Runs the command on the host; it has to end within twenty minutes.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = await StartAsync(arguments);
        return await EndAsync(process);
    }

    /// <summary>Runs the command on the host, and fails the test unless it ends well.</summary>
    public async Task<string> SucceedAsync(params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(arguments);
        Assert.True(code == 0, $"appliance {string.Join(' ', arguments)} exited {code}\n{output}\n{error}");
        return output;
    }

    /// <summary>Starts the command on the host.</summary>
    public async Task<Process> StartAsync(params string[] arguments)
    {
        await HostAsync;
        return Launch(arguments);
    }

    /// <summary>Starts the command on the host, on a terminal of its own, whose two ends are the process's.</summary>
    public async Task<Process> StartOnTerminalAsync(params string[] arguments)
    {
        await HostAsync;
        return Launch("script", ["--quiet", "--return", "--flush", "--command", string.Join(' ', [Command.Executable, .. arguments]), "/dev/null"]);
    }

    /// <summary>Waits for a command.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(20));
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token), error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>What a guest says of itself on its console, once it says that it is up.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="console">Which of its consoles: <c>pv</c>, <c>serial</c>.</param>
    /// <param name="limit">Seconds.</param>
    public async Task<string> BootAsync(string machine, string console, int limit = 300)
    {
        XenHost host = await HostAsync;
        return await host.RunAsync(
            $$"""
            xl console -t {{console}} {{machine}} < /dev/zero > /tmp/console.{{machine}} 2>&1 & p=$!
            n=0; until grep -qa $'APPLIANCE-GUEST-UP.*\r' /tmp/console.{{machine}} || [ $n -ge {{limit}} ]; do sleep 1; n=$((n + 1)); done
            kill $p; tr -d '\r\0' < /tmp/console.{{machine}} | grep -a APPLIANCE-GUEST || tail -c 2000 /tmp/console.{{machine}}
            """);
    }

    /// <summary>
    /// Takes the kernel and its initramfs out of a disk of a machine, as they are there now: <c>/srv/NAME/vmlinuz</c> and
    /// <c>/srv/NAME/initrd</c> on the host.
    /// </summary>
    public async Task TakeKernelAsync(string machine, string disk)
        => await (await HostAsync).RunAsync(
            $$"""
            mkdir -p /srv/{{machine}}; disk='{{Machines}}/{{machine}}/{{disk}}?offset=1048576'
            for file in $(debugfs -R 'ls -p /boot' "$disk" 2> /dev/null | cut -d / -f 6 | grep -E '^(vmlinuz|initrd)'); do
                debugfs -R "dump /boot/$file /srv/{{machine}}/${file%%[-.]*}" "$disk" 2> /dev/null
            done
            test -s /srv/{{machine}}/vmlinuz && test -s /srv/{{machine}}/initrd
            """);

    /// <summary>Ends and removes a machine, and fails the test unless nothing of it is left.</summary>
    public async Task RemoveAsync(string machine)
    {
        await SucceedAsync("stop", machine, "--force");
        await SucceedAsync("remove", machine, "--yes");
        await AssertNothingOfAsync(machine);
    }

    /// <summary>Fails the test unless a machine has left nothing on the host, and a check finds nothing.</summary>
    public async Task AssertNothingOfAsync(string machine)
    {
        XenHost host = await HostAsync;
        Assert.Equal("", await host.RunAsync($"xl list | grep '^{machine} '; ls -d {Machines}/{machine} 2> /dev/null; lvs --noheadings -o lv_name appliance 2> /dev/null | grep appliance.{machine} || true"));
        Assert.DoesNotContain(machine, (await RunAsync("host", "check", Name)).Output, StringComparison.Ordinal);
    }

    /// <summary>Removes the machines that a test has left when it failed.</summary>
    public async Task ClearAsync()
    {
        XenHost host = await HostAsync;
        string left = await host.RunAsync($"ls {Machines} 2> /dev/null || true");
        foreach (string machine in left.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await RunAsync("stop", machine, "--force", "--yes");
            await RunAsync("remove", machine, "--yes");
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_host.IsValueCreated)
        {
            await (await _host.Value).DisposeAsync();
        }
    }

    public void Dispose() => _folder.Dispose();

    private async Task<XenHost> StartAsync()
    {
        XenHost host = await XenHost.StartAsync();
        await host.RunAsync("mkdir -p /srv/vhd");
        using Process add = Launch(
        [
            "host", "add", Name, $"xl+ssh://{host.Name}", "--ssh-config", host.SshConfigFile, "--pool", $"main=folder:{Machines}", "--pool", "vhd=folder:/srv/vhd,vhd",
            "--pool", "thin=lvm-thin:appliance/thin", "--pool", "thick=lvm:appliance", "--pool", "small=folder:/srv/small",
        ]);
        (int code, string output, string error) = await EndAsync(add);
        Assert.True(code == 0, $"host add exited {code}\n{output}\n{error}");
        return host;
    }

    private Process Launch(string[] arguments) => Launch(Command.Executable, arguments);

    private Process Launch(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_CONFIG_HOME"] = _folder["config"];
        return Process.Start(start)!;
    }

    private string Made(string script, string kind)
    {
        string folder = _folder[kind], package = Path.Combine(folder, $"{kind}.ova");
        if (!File.Exists(package))
        {
            Tool.Run(Path.Combine(Repository.Root, "tests", "fixtures", "make", script), kind, folder);
        }

        return package;
    }
}
