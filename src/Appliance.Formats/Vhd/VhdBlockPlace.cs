namespace Appliance.Formats.Vhd;

/// <summary>Where a block with its bitmap is stored.</summary>
/// <param name="Block">Number of the block on the disk.</param>
/// <param name="Range">Its bytes in the file.</param>
internal readonly record struct VhdBlockPlace(int Block, VhdRange Range);
