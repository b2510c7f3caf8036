namespace Appliance.Formats.Vmdk;

/// <summary>A value of a descriptor.</summary>
/// <param name="Text">Without quotes.</param>
/// <param name="At">Byte offset of its line in the file, for messages.</param>
internal sealed record VmdkDescriptorValue(string Text, long At);
