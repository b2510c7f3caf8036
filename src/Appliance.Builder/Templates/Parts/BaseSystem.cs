namespace Appliance.Builder.Templates.Parts;

/// <summary>What an appliance is built on.</summary>
public abstract record BaseSystem;
