namespace Appliance.Builder.Templates.Reading;

/// <summary>A piece of a template, which knows where it stands.</summary>
/// <param name="Place">Where.</param>
internal abstract record TemplateNode(Place Place)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }

    /// <summary>The error for something that is wrong here.</summary>
    public TemplateException Error(string problem) => new(Place, problem);
}
