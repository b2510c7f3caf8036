using System.Text.Json.Nodes;
using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Templates.Reading;
using Appliance.Testing;
using Json.Schema;
using Xunit;

namespace Appliance.Builder.Tests.Templates;

/// <summary>The published schema takes what the program takes, and refuses what it refuses.</summary>
public sealed class SchemaTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "templates");
    private static readonly JsonSchema Schema = JsonSchema.FromFile(Path.Combine(Folder, "template.schema.json"));

    public static TheoryData<string> Templates => [.. Directory.EnumerateDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    /// <summary>Lines that follow a whole template, each with a fault in its structure.</summary>
    public static TheoryData<string> Faults =>
    [
        "colour: red", "hardware: { cpu: 2 }", "hardware: big", "files: { path: /a }", "files: [{ path: /a }]", "files: [{ path: /a, content: x, link: y }]", "users: [{ id: 1000 }]",
        "services: { start: [a.service] }", "parameters: { n: { type: colour } }", "hardware: { memory: 5 apples }", "product: { maker: x }", "machines: [{ base: { archive: root.tar } }]", "machines: [{ name: a, product: { name: x } }]", "machines: []", "start: { after: db }", "cloud_init: { data: x }", "network: [{ address: 10.0.0.1/8 }]", "deployment: [{ label: x }]",
        "hardware: { options: { a: { disks: 2 } } }", "product: { properties: [{ label: x }] }", "product: { properties: [{ key: a, type: date }] }",
        "tests: [{ expect: x }]", "tests: [{ run: a, code: 1 }]", "tests: [{ run: a, timeout: soon }]", "tests: [[a]]", "console: {}", "console: { user: a, password: b }", "console: { name: a }",
        "boot: { firmware: coreboot }", "boot: uefi", "data_disks: [{ size: 32MiB, mount: /a, filesystem: swap }]",
    ];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Templates_ThatComeWithTheProject_FitBoth(string template)
    {
        Assert.Equal(template, TemplateReader.Read(Path.Combine(Folder, template), new TemplateOptions()).Name);
        EvaluationResults results = Evaluate(YamlFile.Read(Path.Combine(Folder, template, TemplateReader.FileName), template));
        Assert.True(results.IsValid, string.Join('\n', (results.Details ?? []).Where(detail => detail.Errors is not null).Select(detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}")));
    }

    [Fact]
    public void LeastOfATemplate_FitsBoth()
    {
        using var bench = new TemplateBench();
        bench.Read(TemplateBench.Least);
        Assert.True(Evaluate(YamlFile.Read(bench.Folder[TemplateReader.FileName], "template.yaml")).IsValid);
    }

    [Theory]
    [InlineData("archive")]
    [InlineData("image")]
    [InlineData("machine")]
    public void EachKindOfBase_FitsBoth(string kind)
    {
        using var bench = new TemplateBench();
        Assert.EndsWith("root.tar", Assert.IsAssignableFrom<FileBase>(bench.ReadMachine(TemplateBench.Least.Replace("archive", kind, StringComparison.Ordinal)).Base).Path, StringComparison.Ordinal);
        Assert.True(Evaluate(YamlFile.Read(bench.Folder[TemplateReader.FileName], "template.yaml")).IsValid);
    }

    [Theory]
    [InlineData("{ lvm: vg0, volumes: [{ name: root, mount: / }, { name: swap, filesystem: swap, size: 8MiB }] }", true)]
    [InlineData("{ filesystem: esp, mount: /boot/efi, size: 16MiB }, { mount: / }", true)]
    [InlineData("{ lvm: vg0, volumes: [{ mount: / }] }", false)]
    [InlineData("{ lvm: vg0, mount: /, volumes: [] }", false)]
    [InlineData("{ lvm: vg0, volumes: [{ name: root, mount: /, filesystem: esp }] }", false)]
    [InlineData("{ mount: /, volumes: [{ name: root, mount: /a }] }", false)]
    public void Partitions_AreTakenOrRefusedByBoth(string partitions, bool fits)
    {
        using var bench = new TemplateBench();
        string text = TemplateBench.Least.Replace("size: 64MiB", $"size: 64MiB\n  partitions: [{partitions}]", StringComparison.Ordinal);
        Assert.Equal(!fits, Record.Exception(() => bench.Read(text)) is TemplateException);
        Assert.Equal(fits, Evaluate(YamlFile.Read(bench.Folder[TemplateReader.FileName], "template.yaml")).IsValid);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_InTheStructure_IsRefusedByBoth(string line)
    {
        using var bench = new TemplateBench();
        Assert.Throws<TemplateException>(() => bench.Read(TemplateBench.Least + line + "\n"));
        Assert.False(Evaluate(YamlFile.Read(bench.Folder[TemplateReader.FileName], "template.yaml")).IsValid);
    }

    private static EvaluationResults Evaluate(TemplateNode node) => Schema.Evaluate(System.Text.Json.JsonSerializer.SerializeToElement(ToJson(node)), new EvaluationOptions { OutputFormat = OutputFormat.List });

    private static JsonNode? ToJson(TemplateNode node) => node switch
    {
        TemplateMap map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, ToJson(entry.Value)))),
        TemplateList list => new JsonArray([.. list.Items.Select(ToJson)]),
        TemplateText { IsNull: true } => null,
        TemplateText text when long.TryParse(text.Value, out long number) => JsonValue.Create(number),
        TemplateText { Value: "true" or "false" } text => JsonValue.Create(text.Value == "true"),
        TemplateText text => JsonValue.Create(text.Value),
        _ => throw new InvalidOperationException(node.Kind),
    };
}
