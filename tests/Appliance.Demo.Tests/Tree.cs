using Appliance.Testing;

namespace Appliance.Demo.Tests;

/// <summary>What the tests use of the source tree that they were built from.</summary>
internal static class Tree
{
    /// <summary>The executable that users get; made by <c>./build.sh publish</c>.</summary>
    public static string Executable { get; } = Path.Combine(Repository.Root, "artifacts", "appliance");

    /// <summary>A script that makes fixtures.</summary>
    public static string Script(string name) => Path.Combine(Repository.Root, "tests", "fixtures", "make", name);
}
