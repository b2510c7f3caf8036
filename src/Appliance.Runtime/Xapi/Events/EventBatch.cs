namespace Appliance.Runtime.Xapi.Events;

/// <summary>What has changed since the last batch, each object once and as it is now.</summary>
/// <param name="Events">The changes; none where the time was over before there was any.</param>
/// <param name="IsWhole">Whether it tells all there is: at first, and where changes in between were lost. What it does not tell of is gone.</param>
internal sealed record EventBatch(IReadOnlyList<XapiEvent> Events, bool IsWhole);
