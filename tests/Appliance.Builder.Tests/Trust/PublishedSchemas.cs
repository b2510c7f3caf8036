using System.Reflection;
using System.Text.Json;
using Appliance.Testing;
using Json.Schema;
using Xunit;

namespace Appliance.Builder.Tests.Trust;

/// <summary>The schemas as their makers publish them.</summary>
internal static class PublishedSchemas
{
    private static readonly Lazy<JsonSchema> Spdx = new(() => JsonSchema.FromFile(Path.Combine(Repository.Root, "tests", "fixtures", "schemas", "spdx-2.3.schema.json")));

    private static readonly Lazy<(BuildOptions Options, JsonSchema Schema)> CycloneDxSchemas = new(LoadCycloneDx);

    /// <summary>Fails the test unless a document is valid by the schema of SPDX 2.3.</summary>
    public static void CheckSpdx(byte[] document) => Check(Spdx.Value, document);

    /// <summary>Fails the test unless a document is valid by the schema of CycloneDX 1.6.</summary>
    public static void CheckCycloneDx(byte[] document) => Check(CycloneDxSchemas.Value.Schema, document);

    /// <summary>Whether a document is valid by the schema of CycloneDX 1.6.</summary>
    public static bool IsCycloneDx(byte[] document) => CycloneDxSchemas.Value.Schema.Evaluate(JsonDocument.Parse(document).RootElement).IsValid;

    private static void Check(JsonSchema schema, byte[] document)
    {
        EvaluationResults results = schema.Evaluate(JsonDocument.Parse(document).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });

        Assert.True(results.IsValid, string.Join('\n', (results.Details ?? []).Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))));
    }

    /// <summary>The maker's own tool has them in its library, which the build of this project fetches as a package.</summary>
    private static (BuildOptions, JsonSchema) LoadCycloneDx()
    {
        var options = new BuildOptions { SchemaRegistry = new SchemaRegistry() };
        Assembly library = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "schemas", "CycloneDX.Core.dll"));
        JsonSchema[] schemas = [.. new[] { "spdx", "jsf-0.82", "cryptography-defs", "bom-1.6" }.Select(name => JsonSchema.FromText(TextOf(library, name), options))];
        return (options, schemas[^1]);
    }

    private static string TextOf(Assembly library, string name)
    {
        using var reader = new StreamReader(library.GetManifestResourceStream($"CycloneDX.Core.Schemas.{name}.schema.json")!);
        return reader.ReadToEnd();
    }
}
