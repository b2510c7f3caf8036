using System.Globalization;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Power;

/// <summary>Makes and ends the domain of one machine. Whoever calls it holds the machine's lock.</summary>
/// <param name="host">The host.</param>
internal sealed class DomainRunner(XlContext host)
{
    private static readonly TimeSpan CleaningTime = TimeSpan.FromMinutes(2);

    /// <summary>Starts the machine from its disks.</summary>
    /// <param name="machine">What is known of it.</param>
    /// <param name="isPaused">Whether to hold it before its first instruction.</param>
    /// <param name="cancellationToken">Stops the start; no domain stays.</param>
    public Task CreateAsync(MachineRecord machine, bool isPaused, CancellationToken cancellationToken)
    {
        string config = ShellText.Quote(host.FolderOf(machine.Name).Config);
        return StartAsync(machine, null, $"xl create {(isPaused ? "-p " : "")}{config}", cancellationToken);
    }

    /// <summary>Takes the machine up from its saved memory, which stays where it is.</summary>
    public async Task RestoreAsync(MachineRecord machine, bool isPaused, CancellationToken cancellationToken)
    {
        MachineFolder folder = host.FolderOf(machine.Name);
        DomainLimits? saved = await SavedState.ReadAsync(host.Shell, folder.Memory, cancellationToken);
        await StartAsync(
            machine, saved, $"xl restore {(isPaused ? "-p " : "")}{ShellText.Quote(folder.Config)} {ShellText.Quote(folder.Memory)}", cancellationToken);
    }

    /// <summary>Saves the memory of the machine and ends its domain. When it fails the machine runs on.</summary>
    public async Task SaveAsync(MachineRecord machine, XlDomain domain, CancellationToken cancellationToken)
    {
        string memory = ShellText.Quote(host.FolderOf(machine.Name).Memory);
        ShellResult result = await host.Shell.RunAsync(
            $"""
            m={memory}; umask 077
            # The domain is kept, and held, until its memory is safe: whatever stops this, it runs on.
            trap 'rm -f "$m.part"; xl unpause {Id(domain)} 2> /dev/null' EXIT
            trap 'exit 1' TERM
            xl save -p {Id(domain)} "$m.part" > /dev/null && sync "$m.part" || exit
            trap '' TERM
            mv -T "$m.part" "$m" && trap - EXIT && xl destroy {Id(domain)}
            """, cancellationToken);
        result.Demand($"save the memory of {machine.Name}");
    }

    /// <summary>Asks the guest to go down, or to start again, and waits until its domain is gone.</summary>
    /// <returns>Whether it went within the limit.</returns>
    public async Task<bool> AskAsync(XlDomain domain, string verb, TimeSpan limit, CancellationToken cancellationToken)
    {
        // -F: a guest that does not listen to Xen gets the press of a power button.
        string seconds = Math.Ceiling(limit.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        ShellResult result = await host.Shell.RunAsync(
            $"""
            xl {verb} -F {Id(domain)} > /dev/null 2>&1
            end=$(($(date +%s) + {seconds}))
            while xl list {Id(domain)} > /dev/null 2>&1; do [ "$(date +%s)" -lt "$end" ] || exit 1; sleep 1; done
            """, cancellationToken);
        return result.ExitCode == 0;
    }

    /// <summary>Ends the domain of a machine at once; none is no error.</summary>
    public async Task DestroyAsync(MachineRecord machine, CancellationToken cancellationToken)
    {
        if (await host.Domains.FindAsync(machine.Uuid, cancellationToken) is { } domain)
        {
            ShellResult result = await host.Shell.RunAsync($"xl destroy {Id(domain)}", cancellationToken);
            if (result.ExitCode != 0 && await host.Domains.FindAsync(machine.Uuid, cancellationToken) is not null)
            {
                result.Demand($"end {machine.Name}");
            }
        }
    }

    /// <summary>Removes the saved memory of a machine, which fits its disks only until the guest runs on.</summary>
    public async Task ForgetMemoryAsync(MachineRecord machine, CancellationToken cancellationToken) =>
        (await host.Shell.RunAsync($"rm -f {ShellText.Quote(host.FolderOf(machine.Name).Memory)}", cancellationToken)).Demand("remove the saved memory");

    /// <summary>The domain's number, for a script.</summary>
    public static string Id(XlDomain domain) => domain.Id.ToString(CultureInfo.InvariantCulture);

    private async Task StartAsync(MachineRecord machine, DomainLimits? saved, string command, CancellationToken cancellationToken)
    {
        await HostFiles.WriteAsync(host.Shell, host.FolderOf(machine.Name).Config, XlConfig.Write(machine, saved), cancellationToken);
        bool isStarted = false;
        try
        {
            ShellResult result = await host.Shell.RunAsync($"{command} < /dev/null", cancellationToken);
            result.Demand($"start {machine.Name}");
            isStarted = true;
        }
        finally
        {
            if (!isStarted)
            {
                using var limit = new CancellationTokenSource(CleaningTime);
                await DestroyAsync(machine, limit.Token);
            }
        }
    }
}
