using Appliance.Formats;
using Appliance.Formats.Xva;

namespace Appliance.Cli.Commands;

/// <summary>What the command line says about a target; each format takes what concerns it.</summary>
/// <param name="Xva">What an XVA is to look like.</param>
/// <param name="Write">What all writers take.</param>
internal sealed record TargetOptions(XvaOptions Xva, WriteOptions Write);
