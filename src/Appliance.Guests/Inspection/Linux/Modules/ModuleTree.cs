using Appliance.Formats;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Modules;

/// <summary>The modules of one kernel of a guest.</summary>
internal sealed class ModuleTree
{
    private const int DeepestDependency = 64; // real stacks have some ten floors

    private readonly GuestTree _tree;
    private readonly Dictionary<string, KernelModule> _modules;
    private readonly bool _hasList;
    private readonly Lazy<IReadOnlySet<string>> _builtIn;

    private ModuleTree(GuestTree tree, string folder, string release)
    {
        _tree = tree;
        Folder = folder;
        Release = release;
        Dictionary<string, KernelModule>? list = ModuleDependencies.Read(tree, folder);
        _hasList = list is not null;
        _modules = list ?? ModuleSearch.Find(tree, folder);
        _builtIn = new(() => ModuleName.OfLines(GuestText.Lines(tree, GuestPath.Join(folder, "modules.builtin"))));
    }

    /// <summary>The folder, such as <c>/usr/lib/modules/6.1.0-28-amd64</c>.</summary>
    public string Folder { get; }

    /// <summary>The kernel's release.</summary>
    public string Release { get; }

    /// <summary>Opens a module folder.</summary>
    /// <param name="tree">The guest.</param>
    /// <param name="folder">The folder; may be reached through links.</param>
    /// <param name="release">The kernel's release.</param>
    public static ModuleTree Open(GuestTree tree, string folder, string release) => new(tree, tree.RealPath(folder) ?? folder, release);

    /// <summary>A module by its name, spelled with <c>-</c> or <c>_</c>; null where its file is not there.</summary>
    public KernelModule? Find(string name)
        => _modules.GetValueOrDefault(ModuleName.Normalize(name)) is { } module && _tree.HasFile(module.Path) ? module : null;

    /// <summary>Whether modules.builtin names a driver.</summary>
    public bool IsBuiltIn(string name) => _builtIn.Value.Contains(ModuleName.Normalize(name));

    /// <summary>A module and what it needs, in the order in which they are loaded: itself last. What is built in is left out.</summary>
    /// <exception cref="InvalidImageException">One of them is not there; or they need each other without end.</exception>
    public IReadOnlyList<KernelModule> LoadOrder(string name)
    {
        var order = new List<KernelModule>();
        Add(ModuleName.Normalize(name), order, new HashSet<string>(StringComparer.Ordinal), depth: 0);
        return order;
    }

    /// <summary>Reads a module, decompresses it, and checks that it is this kernel's.</summary>
    /// <param name="module">One of this folder's.</param>
    /// <param name="machine">The kernel's processor, as Linux names it; null for any.</param>
    /// <exception cref="FileNotFoundException">Its file is gone.</exception>
    /// <exception cref="InvalidImageException">It is damaged, or another kernel's.</exception>
    public KernelObject Read(KernelModule module, string? machine = null)
    {
        string name = $"{_tree.Name}:{module.Path}";
        KernelObject content = KernelObject.Parse(ModuleFile.Read(_tree, module.Path), name);
        if (content.Release != Release && !IsWeak(module))
        {
            throw new InvalidImageException(name, $"was built for {content.Release ?? "no release"}, but lies among the modules of {Release}");
        }

        return machine is null || content.Machine == machine
            ? content : throw new InvalidImageException(name, $"is for {content.Machine}, but its kernel for {machine}");
    }

    /// <summary>Whether a module was built for another release with the same interface, as Red Hat and SUSE allow (weak-modules).</summary>
    private static bool IsWeak(KernelModule module) => module.Path.Contains("/weak-updates/", StringComparison.Ordinal);

    private void Add(string name, List<KernelModule> order, HashSet<string> seen, int depth)
    {
        if (!seen.Add(name) || (depth > 0 && !_modules.ContainsKey(name) && IsBuiltIn(name)))
        {
            return;
        }

        if (depth > DeepestDependency)
        {
            throw new InvalidImageException($"{_tree.Name}:{Folder}", $"its modules need each other {DeepestDependency} deep");
        }

        KernelModule module = Find(name) ?? throw new InvalidImageException($"{_tree.Name}:{Folder}", $"the module {name} is not there");
        IReadOnlyList<string> dependencies = _hasList ? module.Dependencies : Read(module).Dependencies;
        foreach (string dependency in dependencies.Reverse())
        {
            Add(dependency, order, seen, depth + 1);
        }

        order.Add(module);
    }
}
