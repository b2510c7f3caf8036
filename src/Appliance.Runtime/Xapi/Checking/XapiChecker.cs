using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Checking;

/// <summary>
/// Finds what imports have left that were cut off. What is marked is looked at twice: where the beat has changed in between,
/// somebody is still at work.
/// </summary>
/// <param name="pool">The pool.</param>
/// <param name="between">How long to wait between the two looks.</param>
internal sealed class XapiChecker(XapiContext pool, TimeSpan between)
{
    /// <summary>Tells what there is.</summary>
    public async Task<IReadOnlyList<HostFinding>> CheckAsync(CancellationToken cancellationToken)
        => [.. (await FindAsync(cancellationToken)).Select(left => left.Finding)];

    /// <summary>Removes what nobody is at work on.</summary>
    public async Task<IReadOnlyList<HostFinding>> RepairAsync(CancellationToken cancellationToken)
    {
        var findings = new List<HostFinding>();
        foreach (ImportLeft left in await FindAsync(cancellationToken))
        {
            findings.Add(left.IsAlive || !await IsStillDeadAsync(left, cancellationToken) ? (left with { IsAlive = true }).Finding : await RemoveAsync(left, cancellationToken));
        }

        return findings;
    }

    private async Task<IReadOnlyList<ImportLeft>> FindAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ImportLeft> first = await LookAsync(cancellationToken);
        if (first.Count == 0)
        {
            return [];
        }

        await Task.Delay(between, pool.Time, cancellationToken);
        IReadOnlyList<ImportLeft> second = await LookAsync(cancellationToken);
        // What has come in between is alive.
        return [.. second.Select(left => left with { IsAlive = first.FirstOrDefault(before => before.Mark == left.Mark)?.Beat != left.Beat })];
    }

    private async Task<IReadOnlyList<ImportLeft>> LookAsync(CancellationToken cancellationToken)
        => new ImportSearch(await XapiInventory.ReadAsync(pool.Session, cancellationToken)).Run();

    /// <summary>Whether it is as it was: an import that was slow may have come to its end in the meantime.</summary>
    private async Task<bool> IsStillDeadAsync(ImportLeft left, CancellationToken cancellationToken)
        => (await LookAsync(cancellationToken)).Any(now => now.Mark == left.Mark && now.Beat == left.Beat);

    /// <summary>Removes as much as can be; machines, by whose marks the rest is found again, are the last.</summary>
    private async Task<HostFinding> RemoveAsync(ImportLeft left, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach ((string name, string reference) in left.Objects.Where(each => each.Class != "VM" || problems.Count == 0))
        {
            try
            {
                await pool.Tasks.RunAsync($"{name}.destroy", [reference], cancellationToken);
            }
            catch (XapiException e) when (e.Error.Code == XapiError.HandleInvalid)
            {
                // Somebody was quicker.
            }
            catch (HostException e)
            {
                problems.Add(e.Message);
            }
        }

        return problems.Count == 0 ? left.Finding with { IsCleaned = true }
            : left.Finding with { Message = $"{left.Finding.Message}; {string.Join("; ", problems)}" };
    }
}
