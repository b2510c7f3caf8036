using Appliance.Builder.Templates;

namespace Appliance.Builder.Trust;

/// <summary>Whence a build's outputs are.</summary>
/// <param name="Template">What was built.</param>
/// <param name="BaseDigests">SHA-256 of the base of each of its machines.</param>
/// <param name="Timestamp">What was taken for the present.</param>
/// <param name="ToolVersion">The version of this program.</param>
public sealed record Provenance(Template Template, IReadOnlyList<string> BaseDigests, DateTimeOffset Timestamp, string ToolVersion)
{
    /// <summary>The builder of a machine that nobody vouches for.</summary>
    public const string UnknownBuilder = "urn:appliance:builder:unknown";

    /// <summary>What its name ends with.</summary>
    public const string Extension = ".provenance.json";

    /// <summary>Who built: a URI that its consumers know.</summary>
    public string Builder { get; init; } = UnknownBuilder;

    /// <summary>The formats of the outputs, as the user named them.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>The outputs: names and SHA-256, in lower-case hexadecimal.</summary>
    public IReadOnlyDictionary<string, string> Subjects { get; init; } = new Dictionary<string, string>();

    /// <summary>What was written besides, such as bills of materials.</summary>
    public IReadOnlyDictionary<string, string> Byproducts { get; init; } = new Dictionary<string, string>();
}
