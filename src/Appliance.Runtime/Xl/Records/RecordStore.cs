using System.Text.Json;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>What is known of the machines of a host, read and written there.</summary>
/// <param name="shell">The host's shell.</param>
/// <param name="folder">The folder of the host's entry.</param>
internal sealed class RecordStore(IHostShell shell, string folder)
{
    // A record with 30 disks and 30 snapshots of each is 250 KB.
    private const int MaxRecordBytes = 1 << 20;

    /// <summary>All machines, finished or not, by name.</summary>
    /// <exception cref="HostException">A record is damaged, or from a newer program.</exception>
    public async Task<IReadOnlyList<StoredMachine>> ListAsync(CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync(ReadScript("*"), cancellationToken);
        return [.. Read(result.Demand("read what is known of machines")).OrderBy(machine => machine.Name, StringComparer.Ordinal)];
    }

    /// <summary>One machine, finished or not; null where there is none.</summary>
    /// <exception cref="HostException">Its record is damaged, or from a newer program.</exception>
    public async Task<StoredMachine?> FindAsync(string machine, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync(ReadScript(ShellText.Quote(machine)), cancellationToken);
        return Read(result.Demand($"read what is known of {machine}")).FirstOrDefault();
    }

    /// <summary>The machines of a group, in the order in which they start; null where the name is a machine's, or nobody's.</summary>
    /// <exception cref="HostException">A record is damaged, or from a newer program.</exception>
    public async Task<IReadOnlyList<StoredMachine>?> FindGroupAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredMachine> machines = await ListAsync(cancellationToken);
        StoredMachine[] members = [.. machines.Where(machine => machine.Record?.Group == name).OrderBy(machine => machine.Record!.Start.Order)];
        return members.Length == 0 || machines.Any(machine => machine.Name == name) ? null : members;
    }

    /// <summary>Writes what is known of a machine, whose folder is there.</summary>
    public Task WriteAsync(MachineRecord record, CancellationToken cancellationToken) =>
        HostFiles.WriteAsync(shell, new MachineFolder(folder, record.Name).Record, JsonSerializer.Serialize(record, RecordJson.Default.MachineRecord), cancellationToken);

    /// <summary>One script for all, since each costs a round trip: a line a machine, with tabs between its fields.</summary>
    private string ReadScript(string names) => $$"""
        {{LockScript.Reading}}
        cd {{ShellText.Quote(MachineFolder.All(folder))}} 2>/dev/null || exit 0
        for m in {{names}}; do
            [ -d "$m" ] || continue
            memory=; [ ! -e "$m/memory" ] || memory=memory
            reverting=; [ ! -e "$m/reverting" ] || reverting=$(head -c 200 "$m/reverting" | tr -d '\t\n')
            migrating=; [ ! -e "$m/migrating" ] || migrating=$(head -c 200 "$m/migrating" | tr -d '\t\n')
            owner=; stale=
            if held=$(readlink "$m/lock"); then
                if lives "$held"; then owner=$(words "$held"); else stale=stale; fi
            fi
            printf '%s\t%s\t%s\t%s\t%s\t%s\t' "$m" "$memory" "$reverting" "$owner" "$stale" "$migrating"
            [ ! -e "$m/machine.json" ] || head -c {{MaxRecordBytes}} "$m/machine.json" | tr '\t\n' '  '
            echo
        done
        """;

    private IEnumerable<StoredMachine> Read(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ReadLine);

    private StoredMachine ReadLine(string line)
    {
        string[] fields = line.Split('\t');
        return fields.Length != 7 ? throw new HostException(shell.Name, $"{MachineFolder.All(folder)} holds a folder that is no machine's")
            : new StoredMachine(fields[0], fields[6].Length == 0 ? null : Parse(fields[0], fields[6]))
            {
                HasMemory = fields[1].Length > 0,
                Reverting = fields[2].Length > 0 ? fields[2] : null,
                LockedBy = fields[3].Length > 0 ? fields[3] : null,
                HasStaleLock = fields[4].Length > 0,
                Migrating = fields[5].Length > 0 ? fields[5] : null,
            };
    }

    private MachineRecord Parse(string machine, string json)
    {
        string path = new MachineFolder(folder, machine).Record;
        try
        {
            MachineRecord record = JsonSerializer.Deserialize(json, RecordJson.Default.MachineRecord) ?? throw new JsonException("it is empty");
            return record.Version > MachineRecord.CurrentVersion
                ? throw new HostException(shell.Name, $"{path}: written by a newer program (version {record.Version}); use that one")
                : record.Name != machine ? throw new JsonException($"it names another machine, {record.Name}") : record;
        }
        catch (JsonException e)
        {
            throw new HostException(shell.Name, null, $"{path}: damaged: {e.Message}", e);
        }
    }
}
