namespace Appliance.Testing;

/// <summary>
/// Real files by foreign producers, which are not ours to ship. They are read where they lie: in the folder that
/// APPLIANCE_CORPUS names, or in <c>shared/corpus</c> beside the project.
/// </summary>
public static class Corpus
{
    /// <summary>The folder, or null where there is none.</summary>
    public static string? Root { get; } = Find();

    /// <summary>The path of a file in it.</summary>
    public static string PathOf(string name) => Path.Combine(Root ?? throw new InvalidOperationException("there is no corpus"), name);

    /// <summary>Whether the file is there.</summary>
    public static bool Has(string name) => Root is not null && File.Exists(PathOf(name));

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("APPLIANCE_CORPUS");
        if (named is not null)
        {
            return Directory.Exists(named) ? named : null;
        }

        string beside = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "corpus"));
        return Directory.Exists(beside) ? beside : null;
    }
}
