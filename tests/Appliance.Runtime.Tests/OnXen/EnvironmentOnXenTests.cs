using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Appliance.Formats.Iso;
using Appliance.Runtime.Environments;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl;
using Appliance.Runtime.Xl.Records;
using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>What a guest learns of its OVF properties, from its disc and from xenstore, in each of its domains.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class EnvironmentOnXenTests(XenBench bench)
{
    private const string Path = "vm-data/ovf/com/x/hostname";
    private const string Value = @"-s it's C:\new";

    // What is read goes through the device that the kernel has for xenstore: a question of four numbers, and the path.
    private static readonly string Read = string.Create(
        CultureInfo.InvariantCulture,
        $@"mkdir -p /mnt; [ -e /dev/xen/xenbus ] || mount -t devtmpfs devtmpfs /dev; exec 3<>/dev/xen/xenbus; printf '\2\0\0\0\1\0\0\0\0\0\0\0\{Convert.ToString(Path.Length + 1, 8)}\0\0\0{Path}\0' >&3; dd bs=4096 count=1 <&3 2>/dev/null | tail -c +17");

    [NeedsXenHostFact]
    public async Task EachDomain_FindsItsKeysAndItsDisc()
    {
        byte[] image = IsoImage.Write("OVF ENV", "ovf-env.xml", TestDisk.RandomBytes(3000, seed: 4), DateTimeOffset.UnixEpoch);
        await using TinyGuest guest = await bench.PlaceAsync("told", record => record with
        {
            Environment = new EnvironmentRecord { Vdev = "xvdb", Keys = [new EnvironmentKey(Path, Value), new EnvironmentKey("vm-data/ovf-env", "<Environment/>\n")] },
        });
        await EnvironmentDisc.WriteAsync(((XlHost)bench.Host).Context, "told", image, default);

        await guest.StartAsync();
        Assert.Equal(Value, await guest.RunAsync(Read));
        Assert.StartsWith(Convert.ToHexStringLower(SHA256.HashData(image)), await guest.RunAsync("sha256sum < /dev/xvdb"), StringComparison.Ordinal);
        Assert.Equal("1", await guest.RunAsync("cat /sys/block/xvdb/ro"));
        string domain = (await guest.DomainAsync())![1];
        Assert.Matches($"hostname = \"{Regex.Escape(Value.Replace(@"\", @"\\", StringComparison.Ordinal))}\"[ .]+\\(n0,r{domain}\\)\n", await bench.Xen.RunAsync($"xenstore-ls -p /local/domain/{domain}/vm-data"));

        await guest.RunAsync("{ sleep 1; reboot -f; } > /dev/null 2>&1 & true");
        await bench.Xen.RunAsync($"timeout 120 sh -c 'until id=$(xl domid told 2> /dev/null) && [ \"$id\" != {domain} ]; do sleep 1; done'");
        Assert.Equal(Value, await guest.RunAsync(Read));

        await bench.Host.Power.SuspendAsync("told", default);
        await bench.Host.Power.ResumeAsync("told", default);
        Assert.Equal(Value, await guest.RunAsync(Read));
        Assert.Equal("xvda xvdb", await guest.RunAsync("cd /sys/block && echo xvd*"));
    }
}
