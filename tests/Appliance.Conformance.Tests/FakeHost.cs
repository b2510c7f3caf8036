using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Testing;

namespace Appliance.Conformance.Tests;

/// <summary>
/// This machine as a host, in a temporary folder: the command itself runs, and its scripts in a real shell. Only xl is none:
/// it keeps its domains in a file.
/// </summary>
internal sealed class FakeHost : IDisposable
{
    private const string Xl = """
        cd '@' || exit
        # Several run at once, and no two may change the list of domains together, or give one number twice.
        exec 9> lock; flock 9
        echo "$*" >> log
        [ ! -e "slow-$1" ] || { flock -u 9; sleep 600; }
        if [ -e "fail-$1" ]; then echo "xl: $1 was refused" >&2; exit 1; fi
        eval "last=\${$#}"
        entry() { sed -n "s/^$1 *= *[\"']\(.*\)[\"'].*/\1/p" "$last"; }
        case "$1 $2" in
        "info "*) [ ! -e info ] || cat info;;
        "list -v") cat domains;;
        "list "*) grep -q "^[^ ]* $2 " domains || exit 1;;
        "create "*) echo "$(entry name) $(($(wc -l < log) + 100)) 192 1 -b---- 0.3 $(entry uuid) - -" >> domains;;
        "pause "*) sed -i "/^[^ ]* $last /s/-b----/--p---/" domains;;
        "destroy "*|"shutdown "*) sed -i "/^[^ ]* $last /d" domains;;
        "console "*) flock -u 9; exec script -qfc "$(cat console)" /dev/null 9>&-;;
        esac
        exit 0
        """;

    private static readonly JsonSerializerOptions AsOnHosts = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly TemporaryFolder _folder = new();

    public FakeHost()
    {
        Tool.Run("chmod", "+x", _folder.Write("bin/xl", $"#!/bin/sh\n{Xl.Replace("@", _folder["bin"], StringComparison.Ordinal)}\n"));
        _folder.Write("bin/domains", "");
        _folder.Write("bin/log", "");
        Directory.CreateDirectory(_folder["host/machines"]);
        _folder.Write("config/appliance/hosts.json", $$"""{"version": 1, "hosts": [{"name": "here", "address": "xl://", "pools": [], "folder": "{{_folder["host"]}}"}]}""");
    }

    /// <summary>The path of something in the host's folder.</summary>
    public string this[string path] => _folder[$"host/{path}"];

    /// <summary>What xl was asked for, but for lists.</summary>
    public IEnumerable<string> XlCalls => File.ReadAllLines(_folder["bin/log"]).Where(line => !line.StartsWith("list", StringComparison.Ordinal));

    /// <summary>Makes a stopped machine with one disk.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="group">The group it belongs to.</param>
    public void Add(string name, string? group = null)
    {
        var disk = new DiskRecord
        {
            Vdev = "xvda", Pool = StoragePool.DefaultName, Path = _folder.Write($"host/machines/{name}/xvda.raw", new byte[512]), Size = 512,
        };
        var record = new MachineRecord
        {
            Name = name,
            Uuid = Guid.NewGuid(),
            Type = DomainType.Pvh,
            Boot = BootMethod.PvGrub,
            Kernel = "/usr/lib/grub-xen/grub-i386-xen_pvh.bin",
            Memory = 192 << 20,
            Group = group,
            Disks = [disk],
        };
        _folder.Write($"host/machines/{name}/machine.json", JsonSerializer.Serialize(record, AsOnHosts));
        _folder.Write($"host/machines/{name}/volumes", JsonSerializer.Serialize(disk, AsOnHosts) + "\n");
    }

    /// <summary>Saves the memory of a machine.</summary>
    public void Suspend(string name) => _folder.Write($"host/machines/{name}/memory", "saved");

    /// <summary>Has room for machines from now on, and runs a program on their consoles, on a real terminal.</summary>
    public void GiveConsoles(string program)
    {
        _folder.Write("bin/info", "nr_cpus : 2\nvirt_caps : pv hvm hap\ntotal_memory : 4096\nfree_memory : 2048\nxen_version : 4.17.0\nxen_caps : xen-3.0-x86_64 hvm-3.0-x86_64\n");
        _folder.Write("bin/console", program);
    }

    /// <summary>Has xl refuse a command from now on, or take its time for it.</summary>
    public void Mark(string how, string command) => _folder.Write($"bin/{how}-{command}", "");

    /// <summary>Runs the command to its end.</summary>
    public (int ExitCode, string Output, string Error) Run(params string[] arguments) => Tool.TryRun("env", [.. Words(arguments)]);

    /// <summary>Starts the command; nothing is typed into it.</summary>
    public Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("env", Words(arguments)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>Waits until xl has been asked for something.</summary>
    public async Task WaitForXlAsync(string command)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!File.ReadAllText(_folder["bin/log"]).Contains(command, StringComparison.Ordinal))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> Words(string[] arguments) =>
    [
        "-u", "APPLIANCE_HOST", $"XDG_CONFIG_HOME={_folder["config"]}", $"PATH={_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}",
        Command.Executable, .. arguments,
    ];
}
