using System.Diagnostics;
using System.Globalization;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Tests.Hardware;
using Appliance.Runtime.Tests.Storage;
using Appliance.Runtime.Xl;
using Appliance.Runtime.Xl.Records;
using Appliance.Testing;

namespace Appliance.Runtime.Tests.Xl;

/// <summary>
/// What lies on a host, in a temporary folder of this machine, whose shell runs all scripts. Only xl is none: it keeps a list of
/// domains in a file, and fails where it is told to, which no real one can be made to.
/// </summary>
internal sealed class HostFolder : IDisposable
{
    private const string Far = "far";

    private const string Xl = """
        cd '@' || exit
        echo "$*" >> log
        if [ -e "fail-$1" ]; then echo "xl: $1 was refused" >&2; exit 1; fi
        line() { echo "$1 9 192 1 $2 $3 $(cat uuid) - -"; }
        case "$1 $2" in
        "list -v") cat domains;;
        "list "*) while read -r name id rest; do [ "$id" != "$2" ] || { echo "$name $id $rest"; exit 0; }; done < domains; exit 1;;
        "create "*) line web r----- 0.3 >> domains;;
        "restore "*) line web --p--- 0.0 >> domains;;
        "unpause "*) line web -b---- 0.3 > domains;;
        "save "*)
            if [ -e slow-save ]; then
                # It writes before the guest stands still. Its helper listens for the signal where xl itself does not.
                : > "$4"; env --default-signal=TERM sleep 1 || exit 1
                line web -b-ss- 0.3 > domains; env --default-signal=TERM sleep 60 || { rm slow-save; exit 1; }
            fi
            : > "$4";;
        "destroy "*|"shutdown "*) : > domains;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly PathShell _shell;

    public HostFolder()
    {
        FakeTools.Write(_folder, "bin/xl", Xl.Replace("@", _folder["bin"], StringComparison.Ordinal));
        _folder.Write("bin/domains", "");
        _folder.Write("bin/log", "");
        Directory.CreateDirectory(_folder["host/machines"]);
        _shell = new PathShell(_folder["bin"]);
        Context = new XlContext(_shell, new HostEntry
        {
            Name = "xen1",
            Address = new HostAddress(HostScheme.Xl, "xen1"),
            Folder = _folder["host"],
            Pools = [new StoragePool { Name = StoragePool.DefaultName, Location = _folder["host/machines"] }, new StoragePool { Name = Far, Location = _folder["far"] }],
        });
    }

    /// <summary>What verbs work with.</summary>
    public XlContext Context { get; }

    /// <summary>The shell.</summary>
    public IHostShell Shell => _shell;

    /// <summary>What xl was asked for, but for lists.</summary>
    public string[] XlCalls => [.. File.ReadAllLines(_folder["bin/log"]).Where(line => !line.StartsWith("list", StringComparison.Ordinal)).Select(line => line.Split(' ')[0])];

    /// <summary>The path of something in a machine's folder.</summary>
    public string this[string machine, string file] => _folder[$"host/machines/{machine}/{file}"];

    /// <summary>A machine with disks, which are there, as an import leaves it.</summary>
    public async Task<MachineRecord> AddAsync(string name, params string[] vdevs)
    {
        var record = new MachineRecord
        {
            Name = name,
            Uuid = Guid.NewGuid(),
            Type = DomainType.Pvh,
            Boot = BootMethod.PvGrub,
            Kernel = "/usr/lib/grub-xen/grub-i386-xen_pvh.bin",
            Memory = 192 << 20,
            Disks = [.. vdevs.Select(vdev => DiskOf(name, vdev))],
        };
        Directory.CreateDirectory(this[name, ""]);
        foreach (DiskRecord disk in record.Disks)
        {
            await BeginAsync(name, disk);
        }

        await Context.Records.WriteAsync(record, default);
        return record;
    }

    /// <summary>Lists a disk of a machine, and makes it.</summary>
    public async Task BeginAsync(string machine, DiskRecord disk)
    {
        await VolumeList.AddAsync(_shell, Context.FolderOf(machine), disk, default);
        Directory.CreateDirectory(Path.GetDirectoryName(disk.Path)!);
        await File.WriteAllBytesAsync(disk.Path, new byte[512]);
    }

    /// <summary>A disk in another pool, outside of the machine's folder.</summary>
    public DiskRecord FarDiskOf(string machine, string vdev) => new() { Vdev = vdev, Pool = Far, Path = _folder[$"far/{machine}/{vdev}.raw"], Size = 512 };

    /// <summary>A disk in the machine's folder.</summary>
    public DiskRecord DiskOf(string machine, string vdev) => new() { Vdev = vdev, Pool = StoragePool.DefaultName, Path = this[machine, $"{vdev}.raw"], Size = 512 };

    /// <summary>Gives xl the domain of a machine: what it is doing as <c>xl list</c> says it, and the processor time that it has used.</summary>
    public void Run(MachineRecord machine, string state = "-b----", string seconds = "1.5")
    {
        Meet(machine);
        List($"{machine.Name} 9 192 1 {state} {seconds} {machine.Uuid} - -");
    }

    /// <summary>Gives xl domains, as lines of <c>xl list -v</c>.</summary>
    public void List(params string[] lines) => File.WriteAllLines(_folder["bin/domains"], lines);

    /// <summary>Tells xl which UUID the next domain has.</summary>
    public void Meet(MachineRecord machine) => File.WriteAllText(_folder["bin/uuid"], machine.Uuid.ToString());

    /// <summary>Has xl refuse a command from now on.</summary>
    public void Refuse(string command) => File.WriteAllText(_folder[$"bin/fail-{command}"], "");

    /// <summary>Has xl take a minute for the next memory that it saves.</summary>
    public void SaveSlowly() => File.WriteAllText(_folder["bin/slow-save"], "");

    /// <summary>Whether it was stopped in the middle of that, and not before the guest stood still.</summary>
    public bool WasSaveStopped => !File.Exists(_folder["bin/slow-save"]);

    /// <summary>Makes a lock of somebody who is gone.</summary>
    public void LeaveLock(string machine) => File.CreateSymbolicLink(this[machine, "lock"], "999999999 1 00000000-0000-0000-0000-000000000000 start by a@b");

    /// <summary>Ends whoever holds a lock, as a connection that breaks does.</summary>
    public void BreakLock(string machine) => BreakLock(Context.FolderOf(machine));

    /// <summary>The same, of any folder.</summary>
    public static void BreakLock(MachineFolder folder) => Process.GetProcessById(int.Parse(new FileInfo(folder.Lock).LinkTarget!.Split(' ')[0], CultureInfo.InvariantCulture)).Kill();

    public void Dispose() => _folder.Dispose();
}
