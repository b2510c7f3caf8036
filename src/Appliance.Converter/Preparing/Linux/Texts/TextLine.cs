namespace Appliance.Converter.Preparing.Linux.Texts;

/// <summary>A line of a text file.</summary>
/// <param name="Content">What it says.</param>
/// <param name="Ending">How it ends: a line feed, with a carriage return or not; empty at the end of a file that lacks its last line feed.</param>
internal readonly record struct TextLine(string Content, string Ending);
