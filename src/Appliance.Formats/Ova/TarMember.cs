namespace Appliance.Formats.Ova;

/// <summary>A regular file within a tar archive.</summary>
/// <param name="Name">Its name, relative, with forward slashes.</param>
/// <param name="Offset">Where its content starts, in bytes from the start of the archive.</param>
/// <param name="Size">Bytes of its content.</param>
public readonly record struct TarMember(string Name, long Offset, long Size);
