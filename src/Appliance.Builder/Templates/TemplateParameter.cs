namespace Appliance.Builder.Templates;

/// <summary>What a template leaves open.</summary>
/// <param name="Name">Its name, with which it is used: <c>${name}</c>.</param>
/// <param name="Type">What it takes.</param>
public sealed record TemplateParameter(string Name, ParameterType Type)
{
    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Its value where none is given; null where one has to be.</summary>
    public string? Default { get; init; }
}
