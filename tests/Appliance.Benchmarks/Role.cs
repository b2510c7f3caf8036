namespace Appliance.Benchmarks;

/// <summary>What somebody takes part as.</summary>
internal enum Role
{
    /// <summary>The command that is measured.</summary>
    Ours,

    /// <summary>Another program with the same job, or ours with an easier one.</summary>
    Peer,

    /// <summary>A program that does only the part of the job that cannot be left out.</summary>
    Limit,
}
