using Appliance.Formats.Files;
using Appliance.Formats.Verification;

namespace Appliance.Formats.Vmdk;

/// <summary>Checks the keys that every reader of descriptors relies on.</summary>
internal static class VmdkDescriptorVerifier
{
    // What VMware and the programs beside it write; split disks also under an older name.
    private static readonly string[] CreateTypes =
    [
        "monolithicSparse", "monolithicFlat", "twoGbMaxExtentSparse", "twoGbMaxExtentFlat", "2GbMaxExtentSparse", "2GbMaxExtentFlat",
        "streamOptimized", "vmfs", "vmfsThin", "vmfsPreallocated", "vmfsEagerZeroedThick", "vmfsSparse", "seSparse", "custom",
    ];

    /// <summary>Verifies a descriptor that could be parsed.</summary>
    public static void Verify(VmdkDescriptor descriptor, FindingList findings)
    {
        Require(descriptor, findings, "version", text => text is "1" or "2" or "3");
        Require(descriptor, findings, "CID", _ => descriptor.Cid != VmdkDescriptor.NoParent);
        Require(descriptor, findings, "parentCID", _ => true);
        Require(descriptor, findings, "createType", text => CreateTypes.Contains(text, StringComparer.OrdinalIgnoreCase));
        if (descriptor.Extents.Count == 0)
        {
            findings.Error("vmdk-descriptor-extents", descriptor.File, descriptor.At, "the descriptor lists no extents");
        }

        try
        {
            VmdkRefusal.Check(descriptor);
        }
        catch (UnsupportedImageException e)
        {
            findings.Error("vmdk-unsupported", e);
        }
    }

    private static void Require(VmdkDescriptor descriptor, FindingList findings, string key, Predicate<string> isValid)
    {
        string? text = descriptor[key];
        if (text is null || !isValid(text))
        {
            string problem = text is null ? "is missing" : $"has the value \"{RelativeName.Printable(text)}\", which means nothing";
            findings.Warning($"vmdk-descriptor-{key.ToLowerInvariant()}", descriptor.File, descriptor.PlaceOf(key), $"key {key} {problem}");
        }
    }
}
