namespace Appliance.Formats.Xva;

/// <summary>A member of the tar file.</summary>
/// <param name="Name">Its name, in ASCII.</param>
/// <param name="Position">Offset of its content in the file, in bytes; a multiple of 512.</param>
/// <param name="Size">Bytes of content.</param>
internal readonly record struct XvaMember(string Name, long Position, long Size);
