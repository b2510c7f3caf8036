namespace Appliance.Guests.FileSystems.Ext;

/// <summary>An extended attribute as it is stored.</summary>
/// <param name="Index">The number of its name's prefix.</param>
/// <param name="Name">The rest of its name.</param>
/// <param name="Value">Its value; empty where an inode has it.</param>
/// <param name="ValueInode">The inode that has the value; 0 for none.</param>
/// <param name="Size">Bytes of the value.</param>
internal readonly record struct ExtAttribute(int Index, string Name, byte[] Value, uint ValueInode, int Size);
