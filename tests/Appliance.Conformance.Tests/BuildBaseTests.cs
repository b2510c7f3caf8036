using System.Text.Json;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>The kinds of bases of a build, by the verbs that users have.</summary>
[Trait("Category", "Slow")] // the programs that build come with those of the slow tests
public sealed class BuildBaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsToolTheory("grub-mkimage", "mke2fs", "tar")]
    [InlineData("xva", "web-1.xva")]
    [InlineData("ova", "web-1.ova")]
    [InlineData("vmware-ova", "web-1-vmware.ova")]
    public void Build_OnThePackageOfABuild_DiffersInNothing(string format, string name)
    {
        MakeRoot();
        Build("first", "archive: root.tar", "root.tar", "--to", format);
        File.Copy(_folder[$"first-out/{name}"], _folder[name]);
        Build("second", $"machine: {name}", name, "--to", "raw");
        CommandResult result = Command.Run("diff", _folder[$"first-out/{name}"], _folder["second-out/web-1.raw"], "--json", "--quiet");
        JsonElement machine = JsonDocument.Parse(result.Output).RootElement.GetProperty("machines")[0];
        Assert.True(machine.GetProperty("files").GetArrayLength() == 0, $"{result}");
        string digest = Tool.Run("sha256sum", _folder[name])[..64];
        Assert.Contains($"\"{digest}\"", File.ReadAllText(_folder["second-out/web-1.provenance.json"]), StringComparison.Ordinal);
    }

    [NeedsToolFact("grub-mkimage", "mke2fs", "tar", "umoci", "skopeo")]
    public void Build_OnAContainerImage_DiffersFromItsRootInWhatContainersAreGiven()
    {
        MakeRoot();
        string layout = _folder["layout"];
        Tool.Run("umoci", "init", "--layout", layout);
        Tool.Run("umoci", "new", "--image", $"{layout}:web");
        Tool.Run("umoci", "raw", "add-layer", "--image", $"{layout}:web", _folder["root.tar"]);
        Tool.Run("skopeo", "--insecure-policy", "copy", $"oci:{layout}:web", $"docker-archive:{_folder["web.tar"]}:web:1");
        Build("first", "archive: root.tar", "root.tar", "--to", "raw");
        Build("second", "image: web.tar", "web.tar", "--to", "raw");
        CommandResult result = Command.Run("diff", _folder["first-out/web-1.raw"], _folder["second-out/web-1.raw"], "--json", "--quiet");
        JsonElement machine = JsonDocument.Parse(result.Output).RootElement.GetProperty("machines")[0];
        Assert.Equal(["/dev", "/proc", "/run", "/sys", "/tmp"], machine.GetProperty("files").EnumerateArray().Select(file => $"{file.GetProperty("path")}"));
    }

    [NeedsToolTheory("tar")]
    [InlineData("archive: root.tar", "the root file system in root.tar")]
    [InlineData("image: root.tar", "the container image for linux/amd64 in root.tar: its layers over each other")]
    [InlineData("machine: root.tar", "the files of the Linux in root.tar")]
    public void DryRun_TellsWhatTheBaseIs(string kind, string expected)
    {
        MakeRoot();
        Assert.Contains(expected, Build("plan", kind, "root.tar", "--dry-run").Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["plan-out"]));
    }

    [NeedsToolTheory("tar")]
    [InlineData("--dry-run")]
    [InlineData("--force")]
    public void Build_OnAMirrorThatIsNotThere_TellsWhereInTheTemplate_AndMakesNothing(string option)
    {
        MakeRoot();
        Write("far", "debian: { suite: bookworm, mirror: \"http://mirror.invalid/debian\" }", "root.tar");
        CommandResult result = Command.Run("build", _folder["far"], "--out", _folder["far-out"], option);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("template.yaml:3:44: the mirror http://mirror.invalid/debian cannot be reached: ", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["far-out"]));
    }

    private CommandResult Build(string template, string kind, string file, params string[] options)
    {
        Write(template, kind, file);
        return Command.Succeed(["build", _folder[template], "--out", _folder[$"{template}-out"], .. options]);
    }

    private void Write(string template, string kind, string file)
    {
        _folder.Write($"{template}/template.yaml", $"appliance: 1\nname: web\nbase: {{ {kind} }}\ndisk:\n  size: 64MiB\n");
        File.Copy(_folder[file], _folder[$"{template}/{file}"]);
    }

    private void MakeRoot()
    {
        _folder.Write("root/boot/vmlinuz-1", "kernel");
        _folder.Write("root/etc/os-release", "ID=debian\nVERSION_ID=12\n");
        _folder.Write("root/usr/bin/true", "program");
        Tool.Run("ln", _folder["root/usr/bin/true"], _folder["root/usr/bin/yes"]);
        Tool.Run("ln", "-s", "usr/bin", _folder["root/bin"]);
        _folder.Write("root/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        Tool.Run("tar", "-C", _folder["root"], "--owner=0", "--group=0", "--mtime=@0", "--sort=name", "-cf", _folder["root.tar"], ".");
    }
}
