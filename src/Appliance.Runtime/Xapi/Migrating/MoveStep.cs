using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Tasks;

namespace Appliance.Runtime.Xapi.Migrating;

/// <summary>One way to move a machine: what asks whether it can be done, and what does it.</summary>
/// <param name="Member">The host that it goes to.</param>
/// <param name="Check">The method that asks, and its parameters.</param>
/// <param name="Work">The method that does it, and its parameters.</param>
internal sealed record MoveStep(XapiMember Member, (string Method, IReadOnlyList<XmlRpcValue> Parameters) Check, (string Method, IReadOnlyList<XmlRpcValue> Parameters) Work)
{
    /// <summary>The session that the host which awaits the machine has opened for this; null where none was.</summary>
    public string? Session { get; private init; }

    /// <summary>While the machine runs on the same storage: only its memory goes over.</summary>
    public static MoveStep Memory(string vm, XapiMember member) => new(
        member, ("VM.assert_can_boot_here", [vm, member.Reference]), ("VM.pool_migrate", [vm, member.Reference, new XmlRpcStruct { ["live"] = "true" }]));

    /// <summary>With disks, to where a host awaits it. Its processors have to be able to do what the machine has seen of those here.</summary>
    /// <param name="vm">Reference of the machine.</param>
    /// <param name="member">The host.</param>
    /// <param name="awaited">What that host told.</param>
    /// <param name="disks">The storage of each disk there.</param>
    /// <param name="cards">The network of each card there; nothing within a pool, where they stay.</param>
    public static MoveStep Whole(string vm, XapiMember member, XmlRpcValue awaited, XmlRpcStruct disks, XmlRpcStruct cards)
    {
        XmlRpcValue[] parameters = [vm, awaited, true, disks, cards, new XmlRpcStruct()];
        return new MoveStep(member, ("VM.assert_can_migrate", parameters), ("VM.migrate_send", parameters)) { Session = (awaited as XmlRpcStruct)?.Text("session_id") };
    }

    /// <summary>Asks whether it can be done.</summary>
    /// <exception cref="XapiException">It cannot.</exception>
    public Task DemandAsync(XapiTasks tasks, CancellationToken cancellationToken) => tasks.RunAsync(Check.Method, Check.Parameters, cancellationToken);

    /// <summary>Does it.</summary>
    /// <returns>What came of it.</returns>
    public Task<XmlRpcValue> RunAsync(XapiTasks tasks, Action<double>? progress, CancellationToken cancellationToken)
        => tasks.RunAsync(Work.Method, Work.Parameters, progress, cancellationToken);
}
