namespace Appliance.Converter.Sources;

/// <summary>How a source is going to be read.</summary>
public enum SourceAccess
{
    /// <summary>Each disk once, from front to back if that is best for the source.</summary>
    Once,

    /// <summary>Here and there; what comes by only once is saved first.</summary>
    AtRandom,
}
