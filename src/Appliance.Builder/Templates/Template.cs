using Appliance.Builder.Templates.Parts;
using Appliance.Formats.Machines;

namespace Appliance.Builder.Templates;

/// <summary>What an appliance is to be, with all parameters in place.</summary>
public sealed record Template
{
    /// <summary>The name of the appliance and of what is made of it.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, as its publisher counts.</summary>
    public string Version { get; init; } = "1";

    /// <summary>What it is, in words.</summary>
    public string? Description { get; init; }

    /// <summary>The folder of the template, in full.</summary>
    public required string Folder { get; init; }

    /// <summary>Its machines, in the order in which they start; mostly one, of the same name.</summary>
    public required IReadOnlyList<MachineTemplate> Machines { get; init; }

    /// <summary>The ways to deploy it; empty where there is just one.</summary>
    public IReadOnlyList<DeploymentOption> Deployment { get; init; } = [];

    /// <summary>What a buyer sees.</summary>
    public ProductChoice Product { get; init; } = new();

    /// <summary>What it was read from.</summary>
    public TemplateOrigin Origin { get; init; } = new();
}
