using System.Globalization;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Sets processors and memory of a running domain, as far as it goes.</summary>
/// <param name="shell">The host.</param>
/// <param name="domain">The domain's number.</param>
internal sealed class LiveSize(IHostShell shell, int domain)
{
    private const long MiB = 1L << 20;

    // In half seconds: guests give memory back at gigabytes a second, and take processors up at once.
    private const int Looks = 30;

    private readonly string _domain = domain.ToString(CultureInfo.InvariantCulture);

    /// <summary>Sets what is given, within what the domain was started with.</summary>
    /// <returns>Whether the guest runs with all of it; what it does not, it has from its next start.</returns>
    /// <exception cref="HostException">xl refused.</exception>
    public async Task<bool> SetAsync(int? cpus, long? memory, CancellationToken cancellationToken)
    {
        DomainLimits limits = await DomainLimits.ReadAsync(shell, domain, cancellationToken);
        bool isAll = cpus is null || await SetCpusAsync(Math.Min(cpus.Value, limits.Cpus), cancellationToken) == cpus;
        return (memory is null || await SetMemoryAsync(Math.Min(memory.Value, limits.Memory), cancellationToken) == memory) && isAll;
    }

    /// <summary>Asks the guest to run with so many; it has to switch them itself.</summary>
    /// <returns>How many it runs with.</returns>
    private async Task<int> SetCpusAsync(int cpus, CancellationToken cancellationToken)
    {
        // A start is not refused where the host has fewer, and xl without this would refuse here.
        (await shell.RunAsync($"xl vcpu-set --ignore-host {_domain} {Text(cpus)}", cancellationToken)).Demand("set the processors of the running machine");
        // The fifth column is the state: "--p" is a processor that is switched off.
        string count = $$"""xl vcpu-list {{_domain}} | { on=0; read -r heading; while read -r name id cpu on_cpu state rest; do [ "$state" = --p ] || on=$((on + 1)); done; echo "$on"; }""";
        return (int)await WaitAsync(count, $"-eq {Text(cpus)}", cancellationToken);
    }

    /// <summary>Asks the guest's balloon driver to take or give memory.</summary>
    /// <returns>What it has, in bytes: what was asked for, where it came within a MiB of it.</returns>
    private async Task<long> SetMemoryAsync(long memory, CancellationToken cancellationToken)
    {
        long wanted = memory / MiB;
        (await shell.RunAsync($"xl mem-set {_domain} {Text(wanted)}m", cancellationToken)).Demand("set the memory of the running machine");
        string count = $$"""xl list {{_domain}} | { read -r heading; read -r name id mem rest; echo "$mem"; }""";
        long now = await WaitAsync(count, $"-ge {Text(wanted - 1)} ] && [ \"$now\" -le {Text(wanted + 1)}", cancellationToken);
        return Math.Abs(now - wanted) <= 1 ? memory : now * MiB;
    }

    private async Task<long> WaitAsync(string count, string condition, CancellationToken cancellationToken)
    {
        string script = $$"""
            n=0
            while now=$({{count}}) && [ -n "$now" ] && [ "$n" -lt {{Text(Looks)}} ]; do
                if [ "$now" {{condition}} ]; then break; fi
                n=$((n + 1))
                sleep 0.5
            done
            echo "$now"
            """;
        ShellResult result = await shell.RunAsync(script, cancellationToken);
        return long.TryParse(result.Demand("look at the running machine"), CultureInfo.InvariantCulture, out long now) ? now
            : throw new HostException(shell.Name, "the domain ended meanwhile");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
