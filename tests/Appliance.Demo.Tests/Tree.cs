namespace Appliance.Demo.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Tree
{
    /// <summary>The executable that users get; made by <c>./build.sh publish</c>.</summary>
    public static string Executable { get; } = PathOf("artifacts", "appliance");

    /// <summary>A script that makes fixtures.</summary>
    public static string Script(string name) => PathOf("tests", "fixtures", "make", name);

    private static string PathOf(params string[] names) => Path.Combine([Root(), .. names]);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Appliance.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not lie in the source tree");
        }

        return folder.FullName;
    }
}
