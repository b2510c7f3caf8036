namespace Appliance.Benchmarks.Peers;

/// <summary>The converter that Xen Orchestra imports VMware disks with, from npm.</summary>
internal static class XoVmdkToVhd
{
    private const string Package = "xo-vmdk-to-vhd@0.1.8";

    /// <summary>Installs it into the cache; no contender, and the reason on standard error, where that cannot be.</summary>
    public static IEnumerable<Contender> TryPrepare(string source, string target)
    {
        if (!Command.Exists("node") || !Command.Exists("npm"))
        {
            Console.Error.WriteLine($"left out: {Package} needs node and npm");
            return [];
        }

        string folder = Path.Combine(Workspace.Cache, "peers");
        try
        {
            Install(folder);
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine($"left out: {Package}: {e.Message}");
            return [];
        }

        return [new("xo-vmdk-to-vhd 0.1.8", Role.Peer, ["node", Scripts.XoVmdkToVhd, folder, source, target])];
    }

    private static void Install(string folder)
    {
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "xo-vmdk-to-vhd")))
        {
            Directory.CreateDirectory(folder);
            Command.Output("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, Package);
        }
    }
}
