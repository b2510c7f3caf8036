using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Templates.Parts;

/// <summary>Something that is put at a path.</summary>
/// <param name="Path">Absolute, in the appliance.</param>
/// <param name="Rights">Mode and owner; of folders that are made on the way, 0755 and root.</param>
public abstract record PlacedFile(string Path, FileRights Rights);
