using System.Xml.Linq;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Walks the content of the envelope. A collection within a collection is flattened: its machines start where it would,
/// among themselves in its own order.
/// </summary>
internal sealed class OvfReaderSystems
{
    private readonly OvfReaderContext _context;
    private readonly List<(Machine Machine, int[] Path)> _machines = [];
    private readonly List<Product> _products = [];
    private readonly List<string> _licences = [];

    private OvfReaderSystems(OvfReaderContext context) => _context = context;

    /// <summary>Reads all machines, in the order in which they start.</summary>
    public static MachineGroup Read(OvfReaderContext context, XElement root)
    {
        XElement[] contents = [.. ContentsOf(root)];
        if (contents.Length == 0)
        {
            throw context.Invalid(root, "the package holds no virtual system");
        }

        if (contents.Length > 1)
        {
            context.Warn(contents[1], "the envelope holds more than one virtual system without a collection around them");
        }

        var systems = new OvfReaderSystems(context);
        systems.AddOwn(root);
        systems.AddAll(root, []);
        return systems.Finish(root, contents[0]);
    }

    private static IEnumerable<XElement> ContentsOf(XElement owner)
        => owner.Elements().Where(e => e.KindOf() is "VirtualSystem" or "VirtualSystemCollection" && !e.IsForeign());

    private void AddAll(XElement owner, int[] path)
    {
        var startup = new OvfReaderStartup(_context, owner);
        foreach (XElement content in ContentsOf(owner))
        {
            StartRule rule = startup.Of(content);
            int[] place = owner.Parent is null ? path : [.. path, rule.Order];
            if (content.KindOf() == "VirtualSystem")
            {
                _machines.Add((OvfReaderMachine.Read(_context, content, rule), place));
            }
            else
            {
                AddCollection(content, place, rule);
            }
        }
    }

    private void AddCollection(XElement collection, int[] path, StartRule rule)
    {
        int first = _machines.Count;
        AddOwn(collection);
        AddAll(collection, path);
        for (int i = first; i < _machines.Count && !rule.Starts; i++)
        {
            Machine machine = _machines[i].Machine;
            _machines[i] = _machines[i] with { Machine = machine with { Start = machine.Start with { Starts = false } } };
        }
    }

    private void AddOwn(XElement owner)
    {
        _products.AddRange(OvfReaderProducts.Read(_context, owner));
        _licences.AddRange(OvfReaderMachine.LicencesOf(_context, owner));
    }

    private MachineGroup Finish(XElement root, XElement content)
    {
        Machine[] machines = [.. InOrder()];
        bool single = content.KindOf() == "VirtualSystem";
        string id = content.Text("id") ?? "appliance";
        if (machines.Length == 0)
        {
            _context.Warn(content, "the package holds no machine");
        }

        return new MachineGroup
        {
            Name = single ? machines[0].Name : _context.Strings.TextOf(content.One("Name")) ?? id,
            Machines = machines,
            Description = OvfReaderMachine.DescriptionOf(_context, root) ?? (single ? null : OvfReaderMachine.DescriptionOf(_context, content)),
            Products = _products,
            Licences = _licences,
            Networks = OvfReaderNetworks.ReadNetworks(_context, root),
        };
    }

    /// <summary>Sorts by the orders on the way down; numbers machines anew where collections are nested.</summary>
    private IEnumerable<Machine> InOrder()
    {
        (Machine Machine, int[] Path)[] sorted = [.. _machines.OrderBy(m => m.Path, Comparer<int[]>.Create(Compare))];
        if (sorted.All(m => m.Path.Length <= 1))
        {
            return sorted.Select(m => m.Machine);
        }

        int order = sorted[0].Path.All(step => step == 0) ? 0 : 1;
        var numbered = new List<Machine>();
        for (int i = 0; i < sorted.Length; i++)
        {
            order += i > 0 && Compare(sorted[i - 1].Path, sorted[i].Path) != 0 ? 1 : 0;
            numbered.Add(sorted[i].Machine with { Start = sorted[i].Machine.Start with { Order = order } });
        }

        return numbered;
    }

    private static int Compare(int[]? left, int[]? right) => left.AsSpan().SequenceCompareTo(right);
}
