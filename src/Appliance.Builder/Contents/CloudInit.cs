using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Trees;

namespace Appliance.Builder.Contents;

/// <summary>Tells cloud-init where the data of a machine is, and what to do where there is none.</summary>
/// <param name="tree">The tree.</param>
internal sealed class CloudInit(RootTree tree)
{
    private const string Program = "/usr/bin/cloud-init";
    private const string Seed = "/var/lib/cloud/seed/nocloud";

    /// <summary>Tells it.</summary>
    /// <param name="choice">What.</param>
    /// <param name="identity">What tells the machine from others; copies of an appliance share it, and each does its work once.</param>
    /// <exception cref="IOException">It is not installed.</exception>
    public void Add(CloudInitChoice choice, Guid identity)
    {
        if (tree.Find(Program) is null)
        {
            throw new IOException($"there is no {Program}: a Debian base gets it by the package cloud-init");
        }

        tree.PutText("/etc/cloud/cloud.cfg.d/95-appliance.cfg", $"datasource_list: [ {string.Join(", ", choice.DataSources)} ]\n");

        // Its own look for a source knows a CD by the names sr0 and hda, and a guest of Xen has it as xvdd.
        tree.PutText("/etc/cloud/ds-identify.cfg", "policy: enabled\n");
        if (choice.UserData is { } data)
        {
            tree.PutText($"{Seed}/meta-data", $"instance-id: {identity}\n");
            tree.PutText($"{Seed}/user-data", data);
        }
    }
}
