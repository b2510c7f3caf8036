using System.Text.Json;
using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Conformance.Tests.OnXen;

/// <summary>The shipped executable on the Xen host itself, without ssh.</summary>
[Trait("Category", "Slow")]
[Collection(XenHostCollection.Name)]
public sealed class LocalTests(SharedHost xen)
{
    private const string Here = "--host xl://";

    [NeedsXenHostFact]
    public async Task OnTheHostItself_AMachineIsImported_AndIsTheSameOneFromElsewhere()
    {
        XenHost host = await xen.HostAsync;
        Send(host, Path.Combine(Repository.Root, "artifacts", "appliance"), "/usr/local/bin/appliance");
        Send(host, xen.Tiny("mbr"), "/srv/mbr.ova");
        await host.RunAsync($"chmod +x /usr/local/bin/appliance && appliance import /srv/mbr.ova {Here} --name local01 --network 'VM Network=xenbr0' --guest keep --start --quiet");
        Assert.Contains("type=MBR", await xen.BootAsync("local01", "serial"), StringComparison.Ordinal);
        Assert.Matches("local01 +running", await xen.SucceedAsync("list"));
        Assert.Equal(UuidIn(await xen.SucceedAsync("show", "local01", "--json")), UuidIn(await host.RunAsync($"appliance show local01 {Here} --json")));
        await host.RunAsync($"appliance stop local01 --force {Here} && appliance remove local01 --yes {Here}");
        await xen.AssertNothingOfAsync("local01");
    }

    private static string UuidIn(string shown)
    {
        using JsonDocument document = JsonDocument.Parse(shown);
        return document.RootElement.GetProperty("record").GetProperty("uuid").GetString()!;
    }

    private static void Send(XenHost host, string file, string target)
        => Tool.Run("sh", "-c", "gzip -1 < \"$1\" | ssh -F \"$2\" \"$3\" \"gunzip > $4\"", "sh", file, host.SshConfigFile, host.Name, target);
}
