namespace Appliance.Builder.Templates;

/// <summary>What a user says to a template.</summary>
public sealed record TemplateOptions
{
    /// <summary>Values of parameters, by name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Files with the values of secrets, by name.</summary>
    public IReadOnlyDictionary<string, string> SecretFiles { get; init; } = new Dictionary<string, string>();

    /// <summary>Profiles of the template, the last of which wins.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];
}
