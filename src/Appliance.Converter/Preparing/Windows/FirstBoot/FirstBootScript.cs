namespace Appliance.Converter.Preparing.Windows.FirstBoot;

/// <summary>A batch file that runs at the first starts until it exits with 0.</summary>
/// <param name="Name">Its name without ending; they run in the order of their names.</param>
/// <param name="Text">The lines, with line feeds.</param>
internal sealed record FirstBootScript(string Name, string Text);
