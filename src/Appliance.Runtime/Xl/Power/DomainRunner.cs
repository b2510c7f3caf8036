using System.Globalization;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Power;

/// <summary>Makes, holds and ends the domain of one machine. Whoever calls it holds the machine's lock.</summary>
/// <param name="host">The host.</param>
internal sealed class DomainRunner(XlContext host)
{
    // A domain that xl is taking down already is listed, and not to be destroyed, for some seconds more.
    private const int MostLooks = 30;

    private readonly DomainStart _start = new(host);

    /// <summary>Starts the machine from its disks.</summary>
    /// <param name="machine">What is known of it.</param>
    /// <param name="isPaused">Whether to hold it before its first instruction.</param>
    /// <param name="cancellationToken">Stops the start; no domain stays.</param>
    public Task CreateAsync(MachineRecord machine, bool isPaused, CancellationToken cancellationToken)
    {
        string config = ShellText.Quote(host.FolderOf(machine.Name).Config);
        return _start.RunAsync(machine, null, $"xl create {(isPaused ? "-p " : "")}{config}", cancellationToken);
    }

    /// <summary>
    /// Takes the machine up from its saved memory, which fits its disks only until the guest runs on: the domain is held until
    /// the memory is gone. What fails leaves either the memory and no domain, or a domain, which is held, and no memory.
    /// </summary>
    /// <param name="machine">What is known of it.</param>
    /// <param name="isPaused">Whether it stays held.</param>
    /// <param name="cancellationToken">Stops it as long as the memory is there.</param>
    public async Task RestoreAsync(MachineRecord machine, bool isPaused, CancellationToken cancellationToken)
    {
        MachineFolder folder = host.FolderOf(machine.Name);
        DomainLimits? saved = await SavedState.ReadAsync(host.Shell, folder.Memory, cancellationToken);
        await _start.RunAsync(machine, saved, $"xl restore -p {ShellText.Quote(folder.Config)} {ShellText.Quote(folder.Memory)}", cancellationToken);
        await TakeUpAsync(machine, isPaused);
    }

    /// <summary>Goes on from a domain that holds all of the saved memory, and is held. From here on it is done to its end.</summary>
    internal async Task TakeUpAsync(MachineRecord machine, bool isPaused)
    {
        XlDomain domain = await host.Domains.FindAsync(machine.Uuid, CancellationToken.None)
            ?? throw new HostException(host.Name, $"xl took up {machine.Name}, and lists no domain of it; its memory is still saved");
        try
        {
            await (isPaused ? ForgetMemoryAsync(machine, CancellationToken.None) : UnpauseAsync(machine, domain, CancellationToken.None));
        }
        catch (HostException e)
        {
            await EndUnrunAsync(machine, e);
            throw;
        }
    }

    /// <summary>Saves the memory of the machine and ends its domain; from then on the host does not start it by itself. When it fails the machine runs on.</summary>
    public async Task SaveAsync(MachineRecord machine, XlDomain domain, CancellationToken cancellationToken) =>
        (await host.Shell.RunAsync(SaveScript.Write(host.FolderOf(machine.Name), domain), cancellationToken)).Demand($"save the memory of {machine.Name}");

    /// <summary>Holds the domain.</summary>
    public async Task PauseAsync(MachineRecord machine, XlDomain domain, CancellationToken cancellationToken) =>
        (await host.Shell.RunAsync($"xl pause {Id(domain)}", cancellationToken)).Demand($"pause {machine.Name}");

    /// <summary>Lets the domain run on. A saved memory of it goes first: it would be taken up over disks that have changed.</summary>
    public async Task UnpauseAsync(MachineRecord machine, XlDomain domain, CancellationToken cancellationToken) =>
        (await host.Shell.RunAsync($"{ForgetScript(machine)} && xl unpause {Id(domain)}", cancellationToken)).Demand($"let {machine.Name} run on");

    /// <summary>Asks the guest to go down, and waits until its domain is no longer listed.</summary>
    /// <returns>Whether it went within the limit.</returns>
    public async Task<bool> ShutDownAsync(XlDomain domain, TimeSpan limit, CancellationToken cancellationToken)
    {
        // -F: a guest that does not listen to Xen gets the press of a power button.
        string seconds = Math.Ceiling(limit.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        ShellResult result = await host.Shell.RunAsync(
            $"""
            xl shutdown -F {Id(domain)} > /dev/null 2>&1
            end=$(($(date +%s) + {seconds}))
            while xl list {Id(domain)} > /dev/null 2>&1; do [ "$(date +%s)" -lt "$end" ] || exit 1; sleep 1; done
            """, cancellationToken);
        return result.ExitCode == 0;
    }

    /// <summary>Ends the domain of a machine at once; none is no error.</summary>
    public async Task DestroyAsync(MachineRecord machine, CancellationToken cancellationToken)
    {
        if (await host.Domains.FindAsync(machine.Uuid, cancellationToken) is not { } domain)
        {
            return;
        }

        ShellResult result = await host.Shell.RunAsync(
            $"""
            xl destroy {Id(domain)} && exit
            n=0
            while xl list {Id(domain)} > /dev/null 2>&1; do n=$((n + 1)); [ "$n" -lt {MostLooks} ] || exit 1; sleep 1; done
            """, cancellationToken);
        result.Demand($"end {machine.Name}");
    }

    /// <summary>Removes the saved memory of a machine; none is no error.</summary>
    public async Task ForgetMemoryAsync(MachineRecord machine, CancellationToken cancellationToken) =>
        (await host.Shell.RunAsync(ForgetScript(machine), cancellationToken)).Demand("remove the saved memory");

    /// <summary>Ends a domain whose memory is still saved: it has not run.</summary>
    private async Task EndUnrunAsync(MachineRecord machine, HostException why)
    {
        try
        {
            if ((await host.Shell.RunAsync($"[ -e {ShellText.Quote(host.FolderOf(machine.Name).Memory)} ]", CancellationToken.None)).ExitCode == 0)
            {
                await DestroyAsync(machine, CancellationToken.None);
            }
        }
        catch (HostException e)
        {
            throw HostFailures.Join(host.Name, [why, e]);
        }
    }

    private static string Id(XlDomain domain) => domain.Id.ToString(CultureInfo.InvariantCulture);

    private string ForgetScript(MachineRecord machine) =>
        $$"""m={{ShellText.Quote(host.FolderOf(machine.Name).Memory)}}; if [ -e "$m" ]; then rm -f "$m" && sync "${m%/*}"; fi""";
}
