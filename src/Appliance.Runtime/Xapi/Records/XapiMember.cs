namespace Appliance.Runtime.Xapi.Records;

/// <summary>A host of a pool.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="Name">Its name.</param>
internal sealed record XapiMember(string Reference, string Name);
