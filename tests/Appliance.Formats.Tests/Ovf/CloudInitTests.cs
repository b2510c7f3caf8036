using System.Text.Json;
using Appliance.Formats.Ovf;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Ovf;

/// <summary>What cloud-init makes of an OVF environment: its own code says so, where it is installed.</summary>
public sealed class CloudInitTests
{
    private const string Program = """
        import json, sys
        from cloudinit.sources import DataSourceOVF as ovf
        metadata, userdata, config = ovf.read_ovf_environment(open(sys.argv[1]).read(), True)
        print(json.dumps([metadata.get("local-hostname"), metadata.get("instance-id"), userdata.decode(), config.get("password")]))
        """;

    [NeedsPythonModuleFact("cloudinit.sources.DataSourceOVF")]
    public void Environment_Properties_AreReadByCloudInit()
    {
        string[] values = ["web01", "iid-7", "#cloud-config\nruncmd: [\"echo <&>\"]\n", "pass \"word\""];
        var own = new OvfEntity("web", [.. ((string[])["hostname", "instance-id", "user-data", "password"]).Zip(values, KeyValuePair.Create)]);
        var sibling = new OvfEntity("db", [KeyValuePair.Create("hostname", "db01")]);
        using var folder = new TemporaryFolder();
        string document = folder.Write("ovf-env.xml", OvfEnvironment.Write(own, [sibling], "4.17.7"));
        Assert.Equal(values, JsonSerializer.Deserialize<string[]>(Tool.Run(Tool.Python, "-c", Program, document)));
    }
}
