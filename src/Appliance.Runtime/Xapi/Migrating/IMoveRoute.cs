using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Migrating;

/// <summary>Within a pool, or from one to another: which hosts a machine may go to, and what brings it there.</summary>
internal interface IMoveRoute
{
    /// <summary>The hosts that it may go to, the best first; the one that was named, where one was.</summary>
    /// <exception cref="HostException">There is none, or nothing to do.</exception>
    Task<IReadOnlyList<XapiMember>> ChooseAsync(CancellationToken cancellationToken);

    /// <summary>What brings it to one of them.</summary>
    /// <exception cref="HostException">That host cannot have it.</exception>
    Task<MoveStep> PlanAsync(XapiMember member, CancellationToken cancellationToken);
}
