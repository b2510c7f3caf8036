using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Appliance.Builder.Templates;
using Appliance.Builder.Tests.Templates;
using Appliance.Builder.Trust;
using Xunit;

namespace Appliance.Builder.Tests.Trust;

public sealed class ProvenanceStatementTests
{
    private const string Digest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Fact]
    public async Task Write_Statement_IsOfTheTypesThatItSays()
    {
        using var bench = new TemplateBench();

        JsonNode statement = await WriteAsync(bench.Read(TemplateBench.Least));

        Assert.Equal(("https://in-toto.io/Statement/v1", "https://slsa.dev/provenance/v1"), ($"{statement["_type"]}", $"{statement["predicateType"]}"));
    }

    [Fact]
    public async Task Write_Subjects_HaveNameAndDigest()
    {
        using var bench = new TemplateBench();

        JsonNode subject = Assert.Single((await WriteAsync(bench.Read(TemplateBench.Least)))["subject"]!.AsArray())!;

        Assert.Equal(("web-1.xva", Digest), ($"{subject["name"]}", $"{subject["digest"]!["sha256"]}"));
    }

    [Fact]
    public async Task Write_PasswordOfAMirror_IsNotTold()
    {
        using var bench = new TemplateBench();
        Template template = bench.Read("appliance: 1\nname: web\nbase: { debian: { suite: bookworm, mirror: \"https://me:hunter2@mirror.example/debian\" } }\ndisk: { size: 64MiB }\n");

        string statement = (await WriteAsync(template)).ToJsonString();

        Assert.DoesNotContain("hunter2", statement, StringComparison.Ordinal);
        Assert.Contains("https://mirror.example/debian", statement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ParametersOfTheUserAndDefaults_AreBothTold()
    {
        using var bench = new TemplateBench();
        Template template = bench.Read($"parameters:\n  a: {{ default: x }}\n  b: {{ default: y }}\n{TemplateBench.Least}", TemplateBench.Set(("a", "z")));

        JsonNode parameters = (await WriteAsync(template))["predicate"]!["buildDefinition"]!["externalParameters"]!["parameters"]!;

        Assert.Equal(("z", "y"), ($"{parameters["a"]}", $"{parameters["b"]}"));
    }

    [Fact]
    public async Task Write_Secret_TellsItsNameAndNothingElse()
    {
        using var bench = new TemplateBench();
        string file = Path.Combine(Path.GetDirectoryName(bench.Folder.Path)!, Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, "hunter2");
        Template template = bench.Read(
            $"parameters:\n  door: {{ type: secret }}\n{TemplateBench.Least}kernel_arguments: ${{door}}\n",
            new TemplateOptions { SecretFiles = new Dictionary<string, string> { ["door"] = file } });
        File.Delete(file);

        string statement = (await WriteAsync(template)).ToJsonString();

        Assert.Equal("hunter2", Assert.Single(template.Machines).KernelArguments);
        Assert.Contains("\"secrets\":[\"door\"]", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", statement, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(SHA256.HashData("hunter2"u8)), statement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_Base_IsToldOnceByItsDigest()
    {
        using var bench = new TemplateBench();

        JsonArray dependencies = DependenciesOf(await WriteAsync(bench.Read(TemplateBench.Least)));

        Assert.Equal(["base", "template.yaml"], dependencies.Select(dependency => $"{dependency!["name"]}"));
        Assert.Equal(("root.tar", Digest), ($"{dependencies[0]!["annotations"]!["archive"]}", $"{dependencies[0]!["digest"]!["sha256"]}"));
    }

    [Fact]
    public async Task Write_FilesOfTheTemplate_AreToldWithTheirDigests()
    {
        using var bench = new TemplateBench();
        bench.Folder.Write("site/a/index.html", "hello");
        bench.Folder.Write("common.yaml", "hostname: web\n");
        Template template = bench.Read($"include: common.yaml\n{TemplateBench.Least}files:\n  - {{ path: /srv/www, source: site }}\n");

        JsonArray dependencies = DependenciesOf(await WriteAsync(template));

        Assert.Equal(["base", "common.yaml", "site/a/index.html", "template.yaml"], dependencies.Select(dependency => $"{dependency!["name"]}"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("hello"u8)), $"{dependencies[2]!["digest"]!["sha256"]}");
    }

    [Fact]
    public async Task Write_LinkInAFolderOfTheTemplate_IsNotFollowed()
    {
        using var bench = new TemplateBench();
        bench.Folder.Write("site/index.html", "page");
        File.CreateSymbolicLink(bench.Folder["site/passwd"], "/etc/passwd");
        Directory.CreateSymbolicLink(bench.Folder["site/circle"], ".");
        string statement = (await WriteAsync(bench.Read($"{TemplateBench.Least}files: [{{ path: /srv, source: site }}]\n"))).ToJsonString();
        Assert.Contains("site/index.html", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("passwd", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("circle", statement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_SameBuildInAnotherFolder_GivesTheSameBytes()
    {
        using TemplateBench one = new(), other = new();

        Assert.Equal(await BytesAsync(one.Read(TemplateBench.Least)), await BytesAsync(other.Read(TemplateBench.Least)));
    }

    private static JsonArray DependenciesOf(JsonNode statement) => statement["predicate"]!["buildDefinition"]!["resolvedDependencies"]!.AsArray();

    private static async Task<JsonNode> WriteAsync(Template template) => JsonNode.Parse(Encoding.UTF8.GetString(await BytesAsync(template)))!;

    private static Task<byte[]> BytesAsync(Template template) => ProvenanceStatement.WriteAsync(
        new Provenance(template, [Digest], DateTimeOffset.UnixEpoch, "0.1.0") { Formats = ["xva"], Subjects = new Dictionary<string, string> { ["web-1.xva"] = Digest } },
        CancellationToken.None);
}
