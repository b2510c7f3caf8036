namespace Appliance.Builder.Templates;

/// <summary>What a parameter of a template takes.</summary>
public enum ParameterType
{
    /// <summary>One line of text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>A number of bytes: <c>512MiB</c>.</summary>
    Size,

    /// <summary>A text that comes from a file alone, and is in no message, plan or log.</summary>
    Secret,
}
