namespace Appliance.Runtime.Xapi.Migrating;

/// <summary>A host of a pool that a machine may go to.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="Name">Its name.</param>
internal sealed record MoveMember(string Reference, string Name);
