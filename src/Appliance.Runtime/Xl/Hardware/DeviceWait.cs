using System.Globalization;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>
/// Waits on the host for what xl lists of a domain's devices: connected means that the guest's driver and the host's work
/// with each other, which xl itself does not wait for.
/// </summary>
/// <param name="table"><c>block-list</c> or <c>network-list</c>.</param>
/// <param name="key">The column, from 1, that tells devices apart.</param>
/// <param name="state">The column, from 1, with the driver's state.</param>
internal sealed class DeviceWait(string table, int key, int state)
{
    // XenbusStateConnected.
    private const int Connected = 4;

    private const int LooksEachSecond = 2;

    /// <summary>Of disks: by the number of the vdev.</summary>
    public static DeviceWait Disk { get; } = new("block-list", key: 1, state: 4);

    /// <summary>Of network cards: by MAC address.</summary>
    public static DeviceWait Card { get; } = new("network-list", key: 3, state: 5);

    /// <summary>Waits until a device is connected.</summary>
    /// <returns>Whether it is, within the limit.</returns>
    public Task<bool> IsConnectedAsync(IHostShell shell, int domain, string device, TimeSpan limit, CancellationToken cancellationToken)
        => WaitAsync(shell, Look(domain, device, $"[ \"$state\" = {Connected} ]"), limit, cancellationToken);

    /// <summary>Waits until a device is gone.</summary>
    /// <returns>Whether it is, within the limit.</returns>
    public Task<bool> IsGoneAsync(IHostShell shell, int domain, string device, TimeSpan limit, CancellationToken cancellationToken)
        => WaitAsync(shell, Look(domain, device, "[ -z \"$state\" ]"), limit, cancellationToken);

    private string Look(int domain, string device, string condition) => $$"""
        list=$(xl {{table}} {{domain.ToString(CultureInfo.InvariantCulture)}}) || exit 1
            state=$(echo "$list" | tr A-F a-f | while read -r {{Columns}}; do [ "$key" != {{ShellText.Quote(device)}} ] || echo "$state"; done)
            if {{condition}}; then exit 0; fi
        """;

    private string Columns => string.Join(' ', Enumerable.Range(1, state).Select(column => column == key ? "key" : column == state ? "state" : "other")) + " rest";

    private static async Task<bool> WaitAsync(IHostShell shell, string look, TimeSpan limit, CancellationToken cancellationToken)
    {
        int looks = Math.Max(1, (int)(limit.TotalSeconds * LooksEachSecond));
        string script = FormattableString.Invariant($$"""
            n=0
            while [ "$n" -lt {{looks}} ]; do
                {{look}}
                n=$((n + 1))
                sleep 0.5
            done
            exit 3
            """);
        ShellResult result = await shell.RunAsync(script, cancellationToken);
        return result.ExitCode is 0 or 3 ? result.ExitCode == 0 : throw new HostException(shell.Name, "the domain ended meanwhile");
    }
}
