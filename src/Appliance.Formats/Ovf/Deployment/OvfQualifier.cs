namespace Appliance.Formats.Ovf;

/// <summary>One qualifier.</summary>
/// <param name="Name">Its name: <c>MinLen</c>.</param>
/// <param name="Argument">What is in its parentheses or braces; empty where it has none.</param>
/// <param name="Text">All of it, as it was written.</param>
internal readonly record struct OvfQualifier(string Name, string Argument, string Text);
