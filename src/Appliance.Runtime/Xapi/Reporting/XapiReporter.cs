using System.Globalization;
using Appliance.Formats.Xva;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Reporting;

/// <summary>Tells what a pool is, has and has left, as any other host is told: its hosts' processors and memory are added up.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiReporter(XapiContext pool)
{
    // Every xapi that is met today has UEFI firmware for machines, and shows its path to nobody.
    private static readonly string[] Firmware = ["OVMF.fd"];

    /// <summary>Tells it.</summary>
    /// <param name="inventory">What it knows of its storage and networks.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<HostReport> DescribeAsync(XapiInventory inventory, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, XmlRpcStruct> all = await pool.Session.AllAsync("host", cancellationToken), metrics = await pool.Session.AllAsync("host_metrics", cancellationToken);
        XmlRpcStruct[] hosts = [.. all.Values];
        long[] free = await Task.WhenAll(all.Keys.Select(host => FreeMemoryAsync(pool.Session, host, cancellationToken)));
        XmlRpcStruct first = hosts.FirstOrDefault(host => host.Text("address") == pool.Session.Endpoint.Machine) ?? hosts[0];
        IReadOnlyDictionary<string, string> versions = first.Map("software_version");
        return new HostReport
        {
            Name = pool.Name,
            Address = pool.Entry.Address.ToString(),
            HostName = $"{first.Text("hostname")}, {versions.GetValueOrDefault("product_brand")} {versions.GetValueOrDefault("product_version")}",
            XenVersion = versions.GetValueOrDefault("xen", ""),
            Kernel = versions.GetValueOrDefault("linux", ""),
            Cpus = hosts.Sum(CpusOf),
            Memory = metrics.Values.Sum(record => record.Number("memory_total")),
            FreeMemory = free.Sum(),
            FreeMemoryOfHosts = free,
            Capabilities = hosts.Any(host => host.Texts("capabilities").Any(word => word.StartsWith("hvm-", StringComparison.Ordinal))) ? ["hvm"] : [],
            XenFirmware = Firmware,
            Loaders = Firmware,
            Pools = [.. inventory.Of("SR").Values.Where(IsForDisks).Select(storage => Report(storage, inventory)).OrderBy(report => report.Pool.Name, StringComparer.Ordinal)],
            Networks = [.. new XapiNetworks(pool.Name, inventory).Names.Select(name => new NetworkReport(name, IsOpenVswitch: false, IsUp: true))],
        };
    }

    /// <summary>A storage repository and its room.</summary>
    public static PoolReport Report(XmlRpcStruct storage, XapiInventory inventory)
    {
        bool isAttached = inventory.All(storage, "PBDs").Any(plug => plug.Flag("currently_attached"));
        long size = storage.Number("physical_size");
        var place = new StoragePool { Name = storage.Text("name_label"), Kind = StorageKind.Repository, Location = storage.Text("uuid") };
        return new PoolReport(place, size, size - storage.Number("physical_utilisation"), isAttached ? null : "no host has it attached");
    }

    /// <summary>Whether a storage repository takes disks: not one of CDs or of the host's own drives.</summary>
    public static bool IsForDisks(XmlRpcStruct storage) => storage.Text("content_type") != "iso" && storage.Text("type") is not ("udev" or "iso");

    /// <summary>Memory of a host that no domain has, in bytes; none of one that is down.</summary>
    public static async Task<long> FreeMemoryAsync(XapiSession session, string host, CancellationToken cancellationToken)
    {
        try
        {
            // What the metrics say is seconds old, and zero where nothing measures it.
            XmlRpcValue free = await session.CallAsync("host.compute_free_memory", [host], cancellationToken);
            return long.Parse(free.Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }
        catch (XapiException)
        {
            return 0;
        }
    }

    private static int CpusOf(XmlRpcStruct host)
        => int.TryParse(host.Map("cpu_info").GetValueOrDefault("cpu_count"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;
}
