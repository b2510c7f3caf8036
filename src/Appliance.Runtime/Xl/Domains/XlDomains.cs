using System.Globalization;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Domains;

/// <summary>The domains of a host.</summary>
/// <param name="shell">The host's shell.</param>
internal sealed class XlDomains(IHostShell shell)
{
    // Name ID Mem VCPUs State Time(s) UUID Reason-Code Security-Label: a name may hold spaces, what is behind it does not.
    private const int ColumnsBehindName = 8;
    private const long Mebibyte = 1 << 20;

    // SHUTDOWN_suspend.
    private const string ReasonSuspend = "2";

    /// <summary>All of them but the control domain.</summary>
    /// <exception cref="HostException">There is no xl, or it does not work.</exception>
    public async Task<IReadOnlyList<XlDomain>> ListAsync(CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync("xl list -v", cancellationToken);
        return Parse(result.Demand("list domains"));
    }

    /// <summary>The domain of a machine; null where it has none.</summary>
    public async Task<XlDomain?> FindAsync(Guid uuid, CancellationToken cancellationToken) => Of(uuid, await ListAsync(cancellationToken));

    /// <summary>
    /// The domain of a machine among all; null where it has none. For a moment there may be two, an old one on its way out and a
    /// new one: it is the one that has a name still, lives, or came last.
    /// </summary>
    public static XlDomain? Of(Guid uuid, IEnumerable<XlDomain> domains) => domains.Where(domain => domain.Uuid == uuid)
        .OrderBy(domain => domain.IsGone).ThenBy(domain => domain.State == MachineState.Crashed).ThenByDescending(domain => domain.Id).FirstOrDefault();

    /// <summary>Reads what <c>xl list -v</c> prints. Lines that are no domains are left out.</summary>
    internal static IReadOnlyList<XlDomain> Parse(string text) => [.. text.Split('\n').Select(ParseLine).OfType<XlDomain>().Where(domain => domain.Id > 0)];

    private static XlDomain? ParseLine(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int first = words.Length - ColumnsBehindName;
        if (first < 1
            || !int.TryParse(words[first], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            || !long.TryParse(words[first + 1], NumberStyles.None, CultureInfo.InvariantCulture, out long mebibytes)
            || !int.TryParse(words[first + 2], NumberStyles.None, CultureInfo.InvariantCulture, out int cpus)
            || !double.TryParse(words[first + 4], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            || !Guid.TryParse(words[first + 5], out Guid uuid))
        {
            return null;
        }

        return new XlDomain(id, uuid, string.Join(' ', words[..first]), ReadState(words[first + 3]), cpus, mebibytes * Mebibyte, seconds)
        {
            IsHeldBySave = words[first + 3].Contains('s', StringComparison.Ordinal) && words[first + 6] == ReasonSuspend,
        };
    }

    /// <summary>Six letters: running, blocked, paused, shut down, crashed, dying. One that is on its way down still runs; a crashed one is kept.</summary>
    private static MachineState ReadState(string letters) =>
        letters.Contains('c', StringComparison.Ordinal) ? MachineState.Crashed
        : letters.Contains('p', StringComparison.Ordinal) && !letters.Contains('s', StringComparison.Ordinal) ? MachineState.Paused
        : MachineState.Running;
}
