namespace Appliance.Converter.Preparing;

/// <summary>What a sentence about a preparation is.</summary>
public enum NoteKind
{
    /// <summary>What was done, and why.</summary>
    Did,

    /// <summary>What is still expected of the user.</summary>
    Expected,

    /// <summary>What may go wrong, with the way out.</summary>
    Warning,
}
