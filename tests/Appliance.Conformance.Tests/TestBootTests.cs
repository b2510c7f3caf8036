using System.Text.Json;
using System.Xml.Linq;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>A build is tried on a host whose machines have a real shell on their consoles, and nothing else.</summary>
[Trait("Category", "Slow")] // the programs that build come with those of the slow tests
public sealed class TestBootTests : IDisposable
{
    private readonly FakeHost _host = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [NeedsToolFact("grub-mkimage", "mke2fs", "tar", "script")]
    public void Build_WithTestsThatFail_TellsEachAndRemovesTheMachine()
    {
        _host.GiveConsoles("echo is up; exec sh -i");

        (int code, string output, string error) = Build("[\"console:is up\", { run: echo active, expect: active }, { run: \"echo inactive; exit 3\" }, { run: echo one, expect: two }]", "--json");

        Assert.True(code == 1, $"exit code {code}\n{output}\n{error}");
        JsonElement test = JsonDocument.Parse(output).RootElement.GetProperty("tests")[0];
        Assert.Equal((true, false), (test.GetProperty("isUp").GetBoolean(), test.GetProperty("isOk").GetBoolean()));
        Assert.Equal(
            [
                "starts True console:is up", "console:is up True holds", "run:echo active True exit code 0: active",
                "run:echo inactive; exit 3 False exit code 3 instead of 0: inactive", "run:echo one False \"two\" is not in its output: one",
            ],
            test.GetProperty("cases").EnumerateArray().Select(each => $"{each.GetProperty("name")} {each.GetProperty("isOk")} {each.GetProperty("message")}"));
        XElement suite = XDocument.Load(_folder["out/web-1.tests.xml"]).Root!.Element("testsuite")!;
        Assert.Equal(("5", "2"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal("exit code 3 instead of 0: inactive", suite.Elements("testcase").ElementAt(3).Element("failure")!.Attribute("message")!.Value);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_host["machines"]));
    }

    [NeedsToolFact("grub-mkimage", "mke2fs", "tar", "script")]
    public void Build_OnAConsoleThatAsksWhoLogsIn_TellsThatNobodyIsNamed()
    {
        _host.GiveConsoles("while :; do printf 'web login: '; read -r name; done");

        (int code, string output, string error) = Build("[{ run: echo active }]");

        Assert.True(code == 1, $"exit code {code}\n{output}\n{error}");
        Assert.Contains("FAILED: run:echo active (0.0 s): not run: here: the console asks who logs in, and nobody is named who could", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_host["machines"]));
    }

    [NeedsToolFact("grub-mkimage", "mke2fs", "tar", "script")]
    public void Build_OfANameThatNoMachineOfAHostHas_IsTriedAndRemoved()
    {
        _host.GiveConsoles("echo is up; exec sh -i");

        (int code, string output, string error) = BuildNamed("web--1-", "[\"console:is up\"]");

        Assert.True(code == 0, $"exit code {code}\n{output}\n{error}");
        Assert.Contains("web-1-test-", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_host["machines"]));
    }

    [NeedsToolTheory("tar")]
    [InlineData("db=192.0.2.1", "the template has no machine of that name; it has web")]
    [InlineData("web.example", "give an IP address, or MACHINE=IP")]
    public void Build_AddressThatNothingWouldComeOf_IsRefused(string address, string why)
    {
        (int code, _, string error) = Build("[]", "--dry-run", "--test-address", address);

        Assert.Equal(2, code);
        Assert.Contains($"--test-address {address}: {why}", error, StringComparison.Ordinal);
    }

    private (int ExitCode, string Output, string Error) Build(string tests, params string[] options) => BuildNamed("web", tests, options);

    private (int ExitCode, string Output, string Error) BuildNamed(string name, string tests, params string[] options)
    {
        _folder.Write("root/boot/vmlinuz-1", "kernel");
        _folder.Write("root/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        Directory.CreateDirectory(_folder["template"]);
        Tool.Run("tar", "-C", _folder["root"], "--owner=0", "--group=0", "-cf", _folder["template/root.tar"], ".");
        _folder.Write("template/template.yaml", $"appliance: 1\nname: {name}\nbase: {{ archive: root.tar }}\ndisk: {{ size: 64MiB }}\nhardware: {{ networks: [] }}\ntests: {tests}\n");
        return _host.Run(["build", _folder["template"], "--out", _folder["out"], "--test-host", "here", "--test-domain", "hvm", "--test-limit", "1m", .. options]);
    }
}
