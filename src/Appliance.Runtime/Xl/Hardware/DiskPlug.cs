using System.Globalization;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Watching;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Puts disks (VBDs) into a running domain and takes them out.</summary>
/// <param name="shell">The host.</param>
/// <param name="domain">The domain's number.</param>
internal sealed class DiskPlug(IHostShell shell, int domain)
{
    // A guest answers within a second, or has no PV driver that listens.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan CleaningTime = TimeSpan.FromMinutes(2);

    private readonly string _domain = domain.ToString(CultureInfo.InvariantCulture);

    /// <summary>Puts a disk in, and waits until the guest works with it.</summary>
    /// <exception cref="HostException">The host or the guest did not take it; <see cref="TryDetachAsync"/> takes it out again.</exception>
    public async Task AttachAsync(DiskRecord disk, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync($"xl block-attach {_domain} {ShellText.Quote(XlConfig.Disk(disk))}", cancellationToken);
        result.Demand($"attach {disk.Vdev}");
        if (!await DeviceWait.Disk.IsConnectedAsync(shell, domain, NumberOf(disk.Vdev), Patience, cancellationToken))
        {
            throw new HostException(shell.Name, $"the guest has not taken up {disk.Vdev} within {Patience.TotalSeconds} s: it has no PV block driver that is running; attach the disk while the machine is stopped");
        }
    }

    /// <summary>Takes a disk out, and waits until the guest has let it go.</summary>
    /// <exception cref="HostException">The guest still uses it.</exception>
    public async Task DetachAsync(string vdev, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync($"xl block-detach {_domain} {ShellText.Quote(vdev)}", cancellationToken);
        // xl gives up after ten seconds; a guest may come to it later.
        if (!await DeviceWait.Disk.IsGoneAsync(shell, domain, NumberOf(vdev), result.ExitCode == 0 ? Patience : TimeSpan.Zero, cancellationToken))
        {
            throw new HostException(shell.Name, $"the guest has not let {vdev} go: unmount it there and detach it again");
        }
    }

    /// <summary>Takes a disk out that may have come in, after something failed.</summary>
    /// <returns>Whether it is certain that the guest does not have it.</returns>
    public async Task<bool> TryDetachAsync(string vdev)
    {
        using var limit = new CancellationTokenSource(CleaningTime);
        try
        {
            await DetachAsync(vdev, limit.Token);
            return true;
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            return false;
        }
    }

    private string NumberOf(string vdev) => VdevNumber.Of(vdev)?.ToString(CultureInfo.InvariantCulture)
        ?? throw new HostException(shell.Name, $"{vdev} is no name of a disk that Xen knows");
}
