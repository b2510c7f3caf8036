using System.Globalization;
using System.Text;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Records;
using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>A machine with the tiny guest, put on a Xen host without an import, and spoken to by the shell on its console.</summary>
internal sealed class TinyGuest(IXenHost host, string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private static int _questions;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Puts it on a host, where it does not run yet.</summary>
    public static async Task<TinyGuest> PlaceAsync(XenHost xen, HostEntry entry, IXenHost host, string name, int cpus)
    {
        string disk = $"{entry.Folder}/machines/{name}/xvda.raw";
        using var folder = new TemporaryFolder();
        Tool.Run(Path.Combine(Repository.Root, "tests", "fixtures", "make", "make-tiny.sh"), "tiny", folder.Path);
        Tool.Run("sh", "-c", "gzip -1 < \"$1\" | ssh -F \"$2\" \"$3\" \"mkdir -p ${4%/*} && gunzip > $4\"", "sh", folder["tiny-1.raw"], xen.SshConfigFile, xen.Name, disk);
        await using SshShell shell = await SshShell.OpenAsync(entry, mayAsk: false, default);
        await new RecordStore(shell, entry.Folder).WriteAsync(RecordOf(name, disk, cpus), default);
        return new TinyGuest(host, name);
    }

    /// <summary>A host, as a user would have saved it.</summary>
    public static HostEntry EntryOf(XenHost xen, params StoragePool[] pools)
        => new() { Name = xen.Name, Address = new HostAddress(HostScheme.XlSsh, xen.Name), SshConfig = xen.SshConfigFile, Pools = pools };

    /// <summary>Starts it.</summary>
    public Task StartAsync() => host.Power.StartAsync(name, isPaused: false, default);

    /// <summary>Ends it.</summary>
    public Task EndAsync() => host.Power.StopAsync(name, TimeSpan.Zero, default);

    /// <summary>What is known of it.</summary>
    public async Task<MachineRecord> RecordAsync() => (await host.FindAsync(name, default)).Record;

    /// <summary>What it is doing.</summary>
    public async Task<MachineState> StateAsync() => (await host.FindAsync(name, default)).State;

    /// <summary>Runs a command in the guest: typed until it is answered, since what comes before its shell is up is lost.</summary>
    /// <returns>What it printed, and not what was typed.</returns>
    public async Task<string> RunAsync(string command)
    {
        await using IShellProcess console = await host.OpenConsoleAsync(name, default);
        string number = Interlocked.Increment(ref _questions).ToString(CultureInfo.InvariantCulture);
        // Split by quotes, so that the echo of what is typed is not taken for the answer.
        byte[] typed = Encoding.UTF8.GetBytes($"\n[ -e /asked{number} ] || {{ : > /asked{number}; echo 'BEGI''N{number}'; {command}; echo 'EN''D{number}'; }}\n");
        var text = new StringBuilder();
        using var limit = new CancellationTokenSource(Patience);
        Task reading = ReadAsync(console.Output, text, $"END{number}\r", limit.Token);
        while (await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(5), limit.Token)) != reading)
        {
            Assert.False(limit.IsCancellationRequested, $"the guest does not answer {command}; its console: {text}");
            await console.Input.WriteAsync(typed);
        }

        await reading;
        return text.ToString().Split($"BEGIN{number}")[^1].Split($"END{number}")[0].Replace("\r", "", StringComparison.Ordinal).Trim();
    }

    private static async Task ReadAsync(Stream console, StringBuilder text, string end, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            int count = await console.ReadAsync(buffer, cancellationToken);
            Assert.True(count > 0, $"the console ended: {text}");
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
    }

    private static MachineRecord RecordOf(string name, string disk, int cpus) => new()
    {
        Name = name,
        Uuid = Guid.NewGuid(),
        Type = DomainType.Pvh,
        Boot = BootMethod.PvGrub,
        Kernel = "/usr/lib/grub-xen/grub-i386-xen_pvh.bin",
        Cpus = cpus,
        Memory = 192 << 20,
        Disks = [new DiskRecord { Vdev = "xvda", Pool = StoragePool.DefaultName, Path = disk, Size = 32 << 20 }],
        Cards = [new CardRecord { Mac = "00:16:3e:00:00:31", Bridge = "xenbr0" }],
    };
}
