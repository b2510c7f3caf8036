namespace Appliance.Converter.Preparing;

/// <summary>A sentence about a preparation.</summary>
/// <param name="Kind">What the sentence is.</param>
/// <param name="Text">The sentence.</param>
public sealed record PreparationNote(NoteKind Kind, string Text);
