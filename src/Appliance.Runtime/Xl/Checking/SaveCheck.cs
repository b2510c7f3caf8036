using System.Globalization;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Power;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Checking;

/// <summary>
/// A guest that stands still since its xl was killed while it saved the memory: only an xl that saves lets it run on, so it is
/// saved again, to nowhere.
/// </summary>
/// <param name="host">The host.</param>
internal sealed class SaveCheck(XlContext host)
{
    /// <summary>What there is.</summary>
    public IEnumerable<Leftover> Find(StoredMachine machine, XlDomain? domain)
    {
        if (domain is { IsHeldBySave: true })
        {
            yield return new Leftover(
                "save", machine.Name, "stands still in the middle of a save of its memory; where that was cut off, it is let run on", token => RunOnAsync(machine.Name, token));
        }
    }

    private Task RunOnAsync(string machine, CancellationToken cancellationToken) => new LockedRepair(host).RunAsync(
        machine,
        async (_, domain) =>
        {
            if (domain is not { IsHeldBySave: true })
            {
                return;
            }

            string script =
                $$"""
                # Somebody may be saving it by hand.
                for name in /proc/[0-9]*/comm; do
                    case $(cat "$name" 2> /dev/null) in libxl-save-help*) echo 'a save goes on' >&2; exit 1;; esac
                done
                id={{domain.Id.ToString(CultureInfo.InvariantCulture)}}
                {{SaveScript.ToNowhere}}
                """;
            (await host.Shell.RunAsync(script, cancellationToken)).Demand($"let {machine} run on");
        },
        cancellationToken);
}
