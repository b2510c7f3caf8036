using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Modules;

/// <summary>Reads modules.dep, depmod's list: <c>kernel/drivers/net/a.ko.xz: kernel/lib/b.ko.xz</c>, of which the last is loaded first.</summary>
internal static class ModuleDependencies
{
    private const int LongestFile = 16 << 20; // some 0.7 MiB are usual
    private const int MostModules = 100_000; // a distribution's kernel has some 5,000
    private const int MostDependencies = 256; // the deepest stacks, of sound and media, have some 20

    /// <summary>The modules by name; null where there is no such file. What is beyond the bounds does not count.</summary>
    public static Dictionary<string, KernelModule>? Read(GuestTree tree, string folder)
    {
        string path = GuestPath.Join(folder, "modules.dep");
        var modules = new Dictionary<string, KernelModule>(StringComparer.Ordinal);
        if (GuestText.Start(tree, path, LongestFile) is not { } text)
        {
            return null;
        }

        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            int colon = line.IndexOf(':');
            if (colon > 0 && Parse(folder, line[..colon].ToString(), line[(colon + 1)..]) is { } module)
            {
                modules.TryAdd(module.Name, module);
            }

            if (modules.Count == MostModules)
            {
                break;
            }
        }

        return modules;
    }

    private static KernelModule? Parse(string folder, string file, ReadOnlySpan<char> rest)
    {
        if (ModuleName.OfFile(file) is not { } name)
        {
            return null;
        }

        var dependencies = new List<string>();
        foreach (Range range in rest.Split(' '))
        {
            if (dependencies.Count < MostDependencies && ModuleName.OfFile(rest[range].ToString()) is { } dependency)
            {
                dependencies.Add(dependency);
            }
        }

        // Before module-init-tools 3.7 paths were absolute.
        return new KernelModule(name, file.StartsWith('/') ? file : GuestPath.Join(folder, file), dependencies);
    }
}
