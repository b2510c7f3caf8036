using Appliance.Formats.Machines;

namespace Appliance.Runtime.Environments;

/// <summary>A property with the value that a machine is given.</summary>
/// <param name="Property">The property.</param>
/// <param name="Value">The value; empty where nobody has given one.</param>
internal sealed record ChosenProperty(ProductProperty Property, string Value)
{
    /// <summary>Whether the user has given the value, and not the package.</summary>
    public bool IsGiven { get; init; }

    /// <summary>Whether it is a secret that has been given.</summary>
    public bool IsSecret => Property.IsPassword && Value.Length > 0;

    /// <summary>What the compiler would print holds the value, which may be a secret.</summary>
    public override string ToString() => Property.Key;
}
