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

    private const int Fields = 9;
    private const string End = "end";
    private const string WayOut = "mend it, or bring it back from a copy";

    /// <summary>All machines, finished or not, by name. One whose record cannot be read says why.</summary>
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
        StoredMachine? found = Read(result.Demand($"read what is known of {machine}")).FirstOrDefault();
        return found?.Problem is { } problem ? throw new HostException(shell.Name, problem) : found;
    }

    /// <summary>The machines of a group, in the order in which they start; null where the name is a machine's, or nobody's.</summary>
    /// <exception cref="HostException">Nobody can tell which they are: a record is damaged, or from a newer program.</exception>
    public async Task<IReadOnlyList<StoredMachine>?> FindGroupAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredMachine> machines = await ListAsync(cancellationToken);
        StoredMachine[] members = [.. machines.Where(machine => machine.Record?.Group == name).OrderBy(machine => machine.Record!.Start.Order)];
        if (members.Length == 0 || machines.Any(machine => machine.Name == name))
        {
            return null;
        }

        return machines.FirstOrDefault(machine => machine.Problem is not null) is not { } damaged ? members
            : throw new HostException(shell.Name, $"{damaged.Problem}; whether {damaged.Name} is of the group {name} cannot be told: name its machines one by one");
    }

    /// <summary>Writes what is known of a machine, whose folder is there.</summary>
    public Task WriteAsync(MachineRecord record, CancellationToken cancellationToken) =>
        HostFiles.WriteAsync(shell, new MachineFolder(folder, record.Name).Record, JsonSerializer.Serialize(record, RecordJson.Default.MachineRecord), cancellationToken);

    /// <summary>One script for all, since each costs a round trip: a line a machine, with tabs between its fields, and a last one that says that no line is missing.</summary>
    private string ReadScript(string names) => $$"""
        {{LockScript.Reading}}
        cd {{ShellText.Quote(MachineFolder.All(folder))}} 2>/dev/null || { echo {{End}}; exit 0; }
        for m in {{names}}; do
            [ -d "$m" ] || continue
            # What no machine can be called is none.
            case "$m" in *[!A-Za-z0-9._-]*) continue;; esac
            memory=; [ ! -e "$m/memory" ] || memory=memory
            reverting=; [ ! -e "$m/reverting" ] || reverting=$(head -c 200 "$m/reverting" | tr -d '\t\n')
            migrating=; [ ! -e "$m/migrating" ] || migrating=$(head -c 200 "$m/migrating" | tr -d '\t\n')
            owner=; stale=; marked=; record=
            if held=$(readlink "$m/lock"); then
                if lives "$held"; then owner=$(words "$held"); else stale=stale; fi
            fi
            [ ! -e "$m/importing" ] || marked=marked
            [ ! -e "$m/machine.json" ] || record=record
            printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t' "$m" "$memory" "$reverting" "$owner" "$stale" "$migrating" "$marked" "$record"
            [ -z "$record" ] || head -c {{MaxRecordBytes}} "$m/machine.json" 2>/dev/null | tr '\t\n' '  '
            echo
        done
        echo {{End}}
        """;

    private IEnumerable<StoredMachine> Read(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.LastOrDefault() == End ? lines[..^1].Select(ReadLine)
            : throw new HostException(shell.Name, $"the records in {MachineFolder.All(folder)} are more than can be read at once; remove snapshots or machines that nobody needs");
    }

    private StoredMachine ReadLine(string line)
    {
        string[] fields = line.Split('\t', Fields);
        MachineRecord? record = null;
        string? problem = null;
        if (fields[7].Length > 0)
        {
            (record, problem) = Parse(fields[0], fields[8]);
        }

        return new StoredMachine(fields[0], record)
        {
            Problem = problem,
            HasMemory = fields[1].Length > 0,
            Reverting = fields[2].Length > 0 ? fields[2] : null,
            LockedBy = fields[3].Length > 0 ? fields[3] : null,
            HasStaleLock = fields[4].Length > 0,
            Migrating = fields[5].Length > 0 ? fields[5] : null,
            IsMarked = fields[6].Length > 0,
        };
    }

    /// <summary>Reads a record.</summary>
    /// <returns>The record, or why it is none.</returns>
    private (MachineRecord? Record, string? Problem) Parse(string machine, string json)
    {
        string path = new MachineFolder(folder, machine).Record;
        try
        {
            MachineRecord record = JsonSerializer.Deserialize(json, RecordJson.Default.MachineRecord) ?? throw new JsonException("it is empty");
            return record.Version > MachineRecord.CurrentVersion
                ? (null, $"{path}: written by a newer program (version {record.Version}); use that one")
                : record.Name != machine ? (null, $"{path}: damaged: it names another machine, {record.Name}; {WayOut}") : (record, null);
        }
        catch (JsonException e)
        {
            return (null, $"{path}: damaged: {e.Message.Split('\n')[0]}; {WayOut}");
        }
    }
}
