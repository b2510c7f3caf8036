using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>Removes what was made of a machine that is not to be.</summary>
internal static class Leftovers
{
    /// <summary>Removes disks, and the machine's folder with all that is in it.</summary>
    public static async Task RemoveAsync(XlContext host, MachineFolder folder, IEnumerable<DiskRecord> disks, CancellationToken cancellationToken)
    {
        foreach (DiskRecord disk in disks)
        {
            await host.Pools.For(disk).RemoveAsync(disk, cancellationToken);
        }

        // The list goes before the record: disks that it names may be kept on purpose, and a repair removes the disks of a
        // list without a record. The folder goes after it: whatever stops us here is seen by a check.
        ShellResult result = await host.Shell.RunAsync(
            $"""
            set -e; d={ShellText.Quote(folder.Path)}; auto={ShellText.Quote(folder.AutostartLink)}
            [ ! -d "$d" ] || : > "$d/importing"
            rm -f "$d/volumes"
            rm -f "$d/machine.json"
            [ "$(readlink "$auto")" != {ShellText.Quote(folder.Config)} ] || rm -f "$auto"
            rm -rf "$d"
            """, cancellationToken);
        result.Demand($"remove {folder.Path}");
    }
}
