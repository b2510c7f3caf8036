using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>A pool as it is when its first host has been set up.</summary>
internal static class XapiPool
{
    /// <summary>Makes one.</summary>
    public static void Fill(XapiDatabase database)
    {
        foreach (string name in XapiRecords.Classes)
        {
            database.AddClass(name);
        }

        string host = database.Add("host", XapiRecords.Make("host", new JsonObject
        {
            ["name_label"] = "labhost",
            ["hostname"] = "labhost",
            ["address"] = "127.0.0.1",
            ["software_version"] = new JsonObject { ["product_brand"] = "XCP-ng", ["product_version"] = "8.3.0", ["xapi"] = "26.17", ["platform_version"] = "3.4.0", ["xen"] = "4.17.5-3", ["linux"] = "4.19.0+1" },
            ["cpu_info"] = new JsonObject { ["cpu_count"] = "8" },
            ["metrics"] = database.Add("host_metrics", XapiRecords.Make("host_metrics", new JsonObject { ["memory_total"] = 64L << 30, ["memory_free"] = 48L << 30 })),
            ["capabilities"] = new JsonArray("xen-3.0-x86_64", "hvm-3.0-x86_32", "hvm-3.0-x86_32p", "hvm-3.0-x86_64"),
        }));
        database.Add("SM", XapiRecords.Make("SM", new JsonObject { ["name_label"] = "Local EXT3 VHD", ["type"] = "ext", ["supported_image_formats"] = new JsonArray("vhd") }));
        string storage = database.Add("SR", XapiRecords.Make("SR", new JsonObject { ["name_label"] = "local", ["type"] = "ext", ["physical_size"] = 1L << 40 }));
        database.Add("PBD", XapiRecords.Make("PBD", new JsonObject { ["host"] = host, ["SR"] = storage, ["currently_attached"] = true }));
        string network = database.Add("network", XapiRecords.Make("network", new JsonObject { ["name_label"] = "Pool-wide network associated with eth0", ["bridge"] = "xenbr0" }));
        database.Add("PIF", XapiRecords.Make("PIF", new JsonObject { ["device"] = "eth0", ["network"] = network, ["host"] = host, ["MAC"] = "8a:8f:32:52:a3:ef", ["management"] = true }));
        database.Add("VM", XapiRecords.Make("VM", new JsonObject
        {
            ["name_label"] = "Other install media",
            ["is_a_template"] = true,
            ["is_default_template"] = true,
            ["HVM_boot_policy"] = "BIOS order",
            ["HVM_boot_params"] = new JsonObject { ["firmware"] = "bios", ["order"] = "cd" },
            ["memory_static_max"] = 256L << 20,
            ["memory_dynamic_max"] = 256L << 20,
            ["memory_dynamic_min"] = 256L << 20,
            ["memory_static_min"] = 128L << 20,
        }));
        database.Add("pool", XapiRecords.Make("pool", new JsonObject { ["master"] = host, ["default_SR"] = storage }));
    }
}
