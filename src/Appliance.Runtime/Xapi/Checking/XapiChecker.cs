using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi.Records;

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
            findings.Add(left.IsAlive ? left.Finding : await RemoveAsync(left, cancellationToken));
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

    private async Task<HostFinding> RemoveAsync(ImportLeft left, CancellationToken cancellationToken)
    {
        try
        {
            foreach ((string name, string reference) in left.Objects)
            {
                await pool.Session.CallAsync($"{name}.destroy", [reference], cancellationToken);
            }

            return left.Finding with { IsCleaned = true };
        }
        catch (HostException e)
        {
            return left.Finding with { Message = $"{left.Finding.Message}; {e.Message}" };
        }
    }
}
