namespace Appliance.Runtime.Xapi.Importing;

/// <summary>The storage that the disks of an import go to.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="Route">How they go there.</param>
/// <param name="Formats">In which format it keeps them.</param>
internal sealed record ChosenStorage(string Reference, TransferRoute Route, VdiFormats Formats);
