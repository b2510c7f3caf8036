using Appliance.Builder.Trees;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Contents;

/// <summary>
/// Takes away what every machine has to have of its own, or what tells when and where a base was put together: the same base then gives
/// the same bytes, and no two appliances share an identity.
/// </summary>
internal static class CleanTree
{
    /// <summary>What goes.</summary>
    public static readonly IReadOnlyList<string> Gone =
    [
        "/etc/ssh/ssh_host_ecdsa_key", "/etc/ssh/ssh_host_ecdsa_key.pub", "/etc/ssh/ssh_host_ed25519_key", "/etc/ssh/ssh_host_ed25519_key.pub",
        "/etc/ssh/ssh_host_rsa_key", "/etc/ssh/ssh_host_rsa_key.pub", "/etc/ssl/certs/ssl-cert-snakeoil.pem", "/etc/ssl/private/ssl-cert-snakeoil.key", "/var/lib/dbus/machine-id", "/var/lib/systemd/random-seed", "/var/cache/ldconfig/aux-cache",
        "/etc/passwd-", "/etc/group-", "/etc/shadow-", "/etc/gshadow-", "/var/cache/debconf/config.dat-old", "/var/cache/debconf/templates.dat-old", "/var/lib/dpkg/status-old",
    ];

    private static readonly string[] Emptied = ["/var/log", "/tmp", "/var/tmp", "/run", "/dev", "/proc", "/sys", "/var/cache/apt", "/var/lib/apt/lists"];

    /// <summary>Cleans a tree.</summary>
    public static void Apply(RootTree tree)
    {
        foreach (string path in Gone)
        {
            tree.Remove(path);
        }

        foreach (string folder in Emptied.Where(folder => tree.Find(folder) is { Type: FileType.Folder }))
        {
            foreach (string name in tree.List(folder).ToArray())
            {
                Empty(tree, $"{folder}/{name}");
            }
        }

        if (tree.Find("/etc/machine-id") is not null)
        {
            // An empty one is made at the first start, and kept.
            tree.PutText("/etc/machine-id", "");
        }
    }

    // Folders stay: services do not make those that they log into.
    private static void Empty(RootTree tree, string path)
    {
        if (tree.Find(path) is { Type: FileType.Folder })
        {
            foreach (string name in tree.List(path).ToArray())
            {
                Empty(tree, $"{path}/{name}");
            }
        }
        else
        {
            tree.Remove(path);
        }
    }
}
