using System.Text;
using System.Text.Json.Nodes;
using Appliance.Builder.Templates;
using Appliance.Formats.IO;
using static Appliance.Builder.Trust.StableJson;

namespace Appliance.Builder.Trust;

/// <summary>Writes provenance as an in-toto statement (v1) with the predicate of SLSA's provenance (v1).</summary>
public static class ProvenanceStatement
{
    /// <summary>The type of the statement.</summary>
    public const string StatementType = "https://in-toto.io/Statement/v1";

    /// <summary>The type of the predicate.</summary>
    public const string PredicateType = "https://slsa.dev/provenance/v1";

    /// <summary>What a build is, and what its parameters mean: docs/builds.md.</summary>
    public const string BuildType = "urn:appliance:build:template:v1";

    /// <summary>The text of it; the same build gives the same bytes. Times of day are not in it, since no two builds would agree.</summary>
    public static async Task<byte[]> WriteAsync(Provenance provenance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provenance);
        JsonObject definition = Object(
            ("buildType", BuildType),
            ("externalParameters", DescribeParameters(provenance)),
            ("resolvedDependencies", List(await ProvenanceMaterials.DescribeAsync(provenance, cancellationToken))));
        Guid invocation = SeededGuid.Create("invocation", provenance.Builder, provenance.ToolVersion, Encoding.UTF8.GetString(StableJson.Write(definition)));
        return StableJson.Write(Object(
            ("_type", StatementType),
            ("subject", Describe(provenance.Subjects)),
            ("predicateType", PredicateType),
            ("predicate", Object(
                ("buildDefinition", definition),
                ("runDetails", Object(
                    ("builder", Object(("id", provenance.Builder), ("version", Object(("appliance", provenance.ToolVersion))))),
                    ("metadata", Object(("invocationId", $"{invocation}"))),
                    ("byproducts", provenance.Byproducts.Count == 0 ? null : Describe(provenance.Byproducts))))))));
    }

    private static JsonObject DescribeParameters(Provenance provenance)
    {
        TemplateOrigin origin = provenance.Template.Origin;
        return Object(
            ("template", provenance.Template.Name),
            ("file", origin.File),
            ("version", provenance.Template.Version),
            ("parameters", Object([.. origin.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, (JsonNode?)pair.Value))])),
            ("secrets", List(origin.Secrets.Order(StringComparer.Ordinal).Select(name => (JsonNode?)name))),
            ("profiles", List(origin.Profiles.Select(name => (JsonNode?)name))),
            ("formats", List(provenance.Formats.Select(name => (JsonNode?)name))),
            ("sourceDateEpoch", provenance.Timestamp.ToUnixTimeSeconds()));
    }

    private static JsonArray Describe(IReadOnlyDictionary<string, string> digests)
        => List(digests.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => ProvenanceMaterials.Resource(pair.Key, pair.Value)));
}
