using System.Text.Json;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>What a build says of itself, checked by the verbs that users have.</summary>
[Trait("Category", "Slow")] // the programs that build come with those of the slow tests
public sealed class BuildTrustTests
{
    private const string Name = "web-1.2";

    [NeedsToolFact("grub-mkimage", "mke2fs", "openssl", "tar")]
    public void Verify_SignedBuild_IsSoundByItsSigner()
    {
        using TemporaryFolder folder = Build();

        CommandResult result = Command.Succeed("verify", folder[$"out/{Name}.sha256"], "--trust", folder["cert.pem"]);

        Assert.Contains("signed by CN=Release, who is trusted [build-signer]", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("sbom", result.Output, StringComparison.Ordinal);
    }

    [NeedsToolFact("grub-mkimage", "mke2fs", "openssl", "tar")]
    public void Verify_OutputChanged_IsDamaged()
    {
        using TemporaryFolder folder = Build();
        using (FileStream output = File.OpenWrite(folder[$"out/{Name}.xva"]))
        {
            output.Seek(-1, SeekOrigin.End);
            output.WriteByte(1);
        }

        CommandResult result = Command.Run("verify", folder[$"out/{Name}.sha256"]);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("[build-digest]", result.Output, StringComparison.Ordinal);
    }

    // The bills of another system, with everything else that goes with them, and the right package.
    [NeedsToolFact("grub-mkimage", "mke2fs", "openssl", "tar")]
    public void Verify_BillsOfAnotherSystem_AreFoundOut()
    {
        using TemporaryFolder folder = Build(), other = Build(version: "3");
        foreach (string extension in new[] { ".spdx.json", ".cdx.json" })
        {
            File.Copy(other[$"out/{Name}{extension}"], folder[$"out/{Name}{extension}"], overwrite: true);
        }

        string[] others = File.ReadAllLines(other[$"out/{Name}.sha256"]);
        File.WriteAllLines(
            folder[$"out/{Name}.sha256"],
            File.ReadAllLines(folder[$"out/{Name}.sha256"]).Select(line => line.EndsWith("x.json", StringComparison.Ordinal) ? others.Single(each => each[64..] == line[64..]) : line));

        CommandResult result = Command.Run("verify", folder[$"out/{Name}.sha256"]);

        Assert.Contains("[sbom-packages]", result.Output, StringComparison.Ordinal);
    }

    [NeedsToolFact("grub-mkimage", "mke2fs", "openssl", "tar")]
    public void Build_NotSignedOverASignedOne_LeavesNoOldSignature()
    {
        using TemporaryFolder folder = Build();

        Command.Succeed("build", folder["template"], "--out", folder["out"], "--force", "--sbom", "none");

        Assert.Equal([$"{Name}.provenance.json", $"{Name}.sha256", $"{Name}.xva"], Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [NeedsToolFact("grub-mkimage", "mke2fs", "openssl", "tar")]
    public void Build_Twice_WritesTheSameBytes()
    {
        using TemporaryFolder one = Build(), other = Build();

        Assert.Equal(File.ReadAllText(one[$"out/{Name}.sha256"]).Replace(PemLine(one), "", StringComparison.Ordinal), File.ReadAllText(other[$"out/{Name}.sha256"]).Replace(PemLine(other), "", StringComparison.Ordinal));
    }

    [NeedsToolFact("grub-mkimage", "mke2fs", "openssl", "tar")]
    public void Diff_OtherFormatOfTheSameBuild_FindsNothing()
    {
        using TemporaryFolder folder = Build(to: "xva,vmware-ova");

        CommandResult result = Command.Run("diff", folder[$"out/{Name}.xva"], folder[$"out/{Name}-vmware.ova"], "--quiet");

        Assert.True(result.ExitCode == 0, $"{result}");
    }

    [NeedsToolFact("grub-mkimage", "mke2fs", "openssl", "tar")]
    public void Diff_NextVersion_TellsPackagesFilesAndHardware()
    {
        using TemporaryFolder old = Build(), next = Build(version: "3", memory: "512MiB", to: "vmware-ova");

        CommandResult result = Command.Run("diff", old[$"out/{Name}.xva"], next[$"out/{Name}-vmware.ova"], "--json", "--quiet");

        JsonElement machine = JsonDocument.Parse(result.Output).RootElement.GetProperty("machines")[0];
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(["base 2 3"], machine.GetProperty("packages").EnumerateArray().Select(package => $"{package.GetProperty("name")} {package.GetProperty("oldVersion")} {package.GetProperty("newVersion")}"));
        Assert.Equal(["/var/lib/dpkg/status"], machine.GetProperty("files").EnumerateArray().Select(file => $"{file.GetProperty("path")}"));
        Assert.Contains("memory", machine.GetProperty("hardware").EnumerateArray().Select(part => $"{part.GetProperty("part")}"));
    }

    private static string PemLine(TemporaryFolder folder) => File.ReadAllLines(folder[$"out/{Name}.sha256"]).Single(line => line.EndsWith(".pem", StringComparison.Ordinal));

    /// <summary>Builds an appliance of one package on a hand-made base, whose kernel nobody starts.</summary>
    private static TemporaryFolder Build(string version = "2", string memory = "256MiB", string to = "xva")
    {
        var folder = new TemporaryFolder();
        folder.Write("root/boot/vmlinuz-1", "kernel");
        folder.Write("root/etc/os-release", "ID=debian\nVERSION_ID=12\n");
        folder.Write("root/usr/bin/true", "program");
        folder.Write("root/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        folder.Write("root/var/lib/dpkg/status", $"Package: base\nStatus: install ok installed\nArchitecture: all\nVersion: {version}\n\n");
        Directory.CreateDirectory(folder["template"]);
        Tool.Run("tar", "-C", folder["root"], "--owner=0", "--group=0", "--mtime=@0", "--sort=name", "-cf", folder["template/root.tar"], ".");
        folder.Write("template/template.yaml", $"appliance: 1\nname: web\nversion: \"1.2\"\nbase:\n  archive: root.tar\ndisk:\n  size: 64MiB\nhardware:\n  memory: {memory}\n");
        Tool.Run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Release", "-days", "30", "-keyout", folder["key.pem"], "-out", folder["cert.pem"]);
        Command.Succeed("build", folder["template"], "--out", folder["out"], "--to", to, "--sign-key", folder["key.pem"], "--sign-cert", folder["cert.pem"]);
        return folder;
    }
}
