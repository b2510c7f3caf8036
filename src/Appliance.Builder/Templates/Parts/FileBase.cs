namespace Appliance.Builder.Templates.Parts;

/// <summary>A base that is a file or folder of the template.</summary>
/// <param name="Path">Where it is, in full.</param>
public abstract record FileBase(string Path) : BaseSystem;
