using Appliance.Formats;
using Appliance.Formats.Vhd;
using Appliance.Formats.Xva;

namespace Appliance.Cli.Commands;

/// <summary>What the command line says about a target; each format takes what concerns it.</summary>
/// <param name="Xva">What an XVA is to look like.</param>
/// <param name="Parent">What a differencing VHD lies over; null for all others.</param>
/// <param name="Write">What all writers take.</param>
internal sealed record TargetOptions(XvaOptions Xva, VhdParent? Parent, WriteOptions Write);
