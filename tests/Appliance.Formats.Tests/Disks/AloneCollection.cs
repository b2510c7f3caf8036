using Xunit;

namespace Appliance.Formats.Tests.Disks;

/// <summary>Tests that count what the whole process does, and so run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class AloneCollection
{
    public const string Name = "alone";
}
