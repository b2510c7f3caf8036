using Appliance.Formats;
using Appliance.Formats.Files;

namespace Appliance.Guests.Volumes.Lvm;

/// <summary>Which volumes of a group are snapshots of which (the thick kind, which copies what is overwritten).</summary>
internal sealed class LvmSnapshots
{
    private readonly Dictionary<string, string> _originOf = [];
    private readonly HashSet<string> _origins = [];
    private readonly HashSet<string> _merging = [];

    /// <summary>Looks through a group.</summary>
    public LvmSnapshots(LvmSection group)
    {
        foreach (LvmSection segment in group.SectionsOf("logical_volumes").Where(IsPair).Select(volume => volume.Sections.Values.First()))
        {
            string origin = segment.Text("origin");
            bool isMerging = segment.Values.ContainsKey("merging_store");
            _originOf[segment.Text(isMerging ? "merging_store" : "cow_store")] = origin;
            _origins.Add(origin);
            if (isMerging)
            {
                _merging.Add(origin);
            }
        }
    }

    /// <summary>Whether a volume is none, but says which one is a snapshot of which.</summary>
    public static bool IsPair(LvmSection volume) => volume.Sections.Values.FirstOrDefault()?.List("type") is ["snapshot"];

    /// <summary>Whether a volume holds a snapshot's changes.</summary>
    public bool Holds(string volume) => _originOf.ContainsKey(volume);

    /// <summary>Whether a volume has a snapshot.</summary>
    public bool IsOrigin(string volume) => _origins.Contains(volume);

    /// <summary>Refuses what cannot be read for being a snapshot, or waiting for one.</summary>
    /// <exception cref="UnsupportedImageException">It is one.</exception>
    public void Refuse(string name, string volume)
    {
        if (_originOf.TryGetValue(volume, out string? origin))
        {
            throw new UnsupportedImageException($"LVM volume {name}", $"is a snapshot of {RelativeName.Printable(origin)}, which is not read");
        }

        if (_merging.Contains(volume))
        {
            throw new UnsupportedImageException($"LVM volume {name}", "a snapshot is about to be merged into it: start the guest once, and let it finish");
        }
    }
}
