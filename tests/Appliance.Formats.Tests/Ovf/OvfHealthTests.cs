using System.Text;
using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;
using Xunit;

namespace Appliance.Formats.Tests.Ovf;

public sealed class OvfHealthTests
{
    private const string ByHand = """
        <appliance:HealthSection xmlns:appliance="urn:appliance:health:1" ovf:required="false" restart="always">
          <Info>by hand</Info>
          <appliance:Check value="tcp:22"/>
        </appliance:HealthSection>
        """;

    private const string Memory = "<Item><InstanceID>1</InstanceID><ResourceType>4</ResourceType><VirtualQuantity>512</VirtualQuantity><AllocationUnits>byte * 2^20</AllocationUnits></Item>";

    [Theory]
    [InlineData(OvfDialect.Xen)]
    [InlineData(OvfDialect.Vmware)]
    public void Write_ThenRead_GivesTheSameChecksAndPolicy(OvfDialect dialect)
    {
        string[] checks = ["tcp:22", "http:80/a?b=1&c=<2>", "console:web \"01\" login: "];
        Machine web = new() { Id = "web", Name = "web", HealthChecks = [.. checks.Select(HealthCheck.Parse)], Restart = RestartPolicy.OnFailure };
        Machine plain = new() { Id = "db", Name = "db" };

        byte[] written = OvfWriter.Write(new MachineGroup { Name = "shop", Machines = [web, plain] }, [], dialect);
        OvfDescriptor read = OvfReader.Read(written, "written.ovf");

        Assert.Equal(checks, read.Group.Machines[0].HealthChecks.Select(check => check.ToString()));
        Assert.Equal(RestartPolicy.OnFailure, read.Group.Machines[0].Restart);
        Assert.Equal((0, null), (read.Group.Machines[1].HealthChecks.Count, read.Group.Machines[1].Restart));
        Assert.Empty(read.Warnings);
    }

    [Fact]
    public void Write_NothingToTell_WritesNoSection()
    {
        byte[] written = OvfWriter.Write(new MachineGroup { Name = "a", Machines = [new Machine { Id = "a", Name = "a" }] }, [], OvfDialect.Xen);
        Assert.DoesNotContain("HealthSection", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SectionByHand_IsInTheMachine()
    {
        OvfDescriptor read = Read(ByHand);
        Assert.Equal("tcp:22", Assert.Single(read.Group.Machines[0].HealthChecks).ToString());
        Assert.Equal(RestartPolicy.Always, read.Group.Machines[0].Restart);
        Assert.Empty(read.Warnings);
    }

    [Fact]
    public void Read_VmwaresExtraConfig_IsInTheMachine()
    {
        OvfDescriptor read = Read("", """
            <vmw:ExtraConfig ovf:required="false" vmw:key="guestinfo.appliance.check0" vmw:value="http:80/health"/>
            <vmw:ExtraConfig ovf:required="false" vmw:key="guestinfo.appliance.restart" vmw:value="on-failure"/>
            """);
        Assert.Equal("http:80/health", Assert.Single(read.Group.Machines[0].HealthChecks).ToString());
        Assert.Equal(RestartPolicy.OnFailure, read.Group.Machines[0].Restart);
    }

    [Theory]
    [InlineData("<a:Check value='udp:53'/>", "a health check is passed over: udp:53: a check reads tcp:PORT")]
    [InlineData("<a:Check/>", "a health check is passed over: : a check reads tcp:PORT")] // no value at all
    [InlineData("<a:Check value='http:80/a&#10;Host: b'/>", "http:80/a?Host: b: a check needs one line")] // a header of its own
    [InlineData("<a:Check value='console:&#x85;x'/>", "console:?x: a check needs one line")] // a control character
    [InlineData("<a:Check value='tcp:99999'/>", "needs a port from 1 to 65535")]
    public void Read_NoCheck_IsPassedOverWithAWarning(string check, string warning)
    {
        OvfDescriptor read = Read(Section($"{check}<a:Check value='tcp:1'/>"));
        Assert.Equal("tcp:1", Assert.Single(read.Group.Machines[0].HealthChecks).ToString());
        string told = Assert.Single(read.Warnings);
        Assert.StartsWith("line 3: ", told, StringComparison.Ordinal);
        Assert.Contains(warning, told, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooLongText_IsPassedOverWithAShortWarning()
    {
        OvfDescriptor read = Read(Section($"<a:Check value='console:{new string('x', 1_000_000)}'/>"));
        Assert.Empty(read.Group.Machines[0].HealthChecks);
        Assert.True(Assert.Single(read.Warnings).Length < 300);
    }

    [Fact]
    public void Read_TooManyChecks_KeepsTheFirst()
    {
        string checks = string.Concat(Enumerable.Range(1, 5000).Select(port => $"<a:Check value='tcp:{port}'/>"));
        OvfDescriptor read = Read(Section(checks));
        Assert.Equal(HealthCheck.MaxCount, read.Group.Machines[0].HealthChecks.Count);
        Assert.Equal("line 3: there are more than 32 health checks; the others are passed over", Assert.Single(read.Warnings));
    }

    [Fact]
    public void Read_UnknownPolicy_IsPassedOverWithAWarning()
    {
        OvfDescriptor read = Read("<a:HealthSection xmlns:a='urn:appliance:health:1' ovf:required='false' restart='never'/>");
        Assert.Null(read.Group.Machines[0].Restart);
        Assert.Contains("\"never\" is not no, on-failure or always", Assert.Single(read.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SectionTwice_CountsOnceWithAWarning()
    {
        OvfDescriptor read = Read(ByHand + ByHand.Replace("tcp:22", "tcp:23", StringComparison.Ordinal));
        Assert.Equal("tcp:22", Assert.Single(read.Group.Machines[0].HealthChecks).ToString());
        Assert.Contains("HealthSection counts within a VirtualSystem, and once", Assert.Single(read.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SectionOutsideOfAMachine_IsPassedOverWithAWarning()
    {
        OvfDescriptor read = Read("", envelope: ByHand);
        Assert.Empty(read.Group.Machines[0].HealthChecks);
        Assert.Contains("HealthSection counts within a VirtualSystem", Assert.Single(read.Warnings), StringComparison.Ordinal);
    }

    private static string Section(string checks) => $"<a:HealthSection xmlns:a='urn:appliance:health:1' ovf:required='false'>{checks}</a:HealthSection>";

    private static OvfDescriptor Read(string section, string hardware = "", string envelope = "") => OvfReader.Read(Encoding.UTF8.GetBytes($"""
        <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:vmw="http://www.vmware.com/schema/ovf">
          {envelope}<VirtualSystem ovf:id="web"><Info>web</Info>
            {section}
            <VirtualHardwareSection><Info>hardware</Info>{Memory}{hardware}</VirtualHardwareSection>
          </VirtualSystem>
        </Envelope>
        """), "hand.ovf");
}
