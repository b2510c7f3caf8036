namespace Appliance.Formats.Ovf;

/// <summary>A file that an OVF package refers to (DSP0243, References/File).</summary>
/// <param name="Id">Identifier within the descriptor.</param>
/// <param name="Href">Location as written: relative to the descriptor, or an absolute URL. Not checked for where it leads.</param>
/// <param name="Size">Bytes as stored; null where the descriptor does not say.</param>
/// <param name="Compression">How the stored bytes are packed.</param>
/// <param name="ChunkSize">
/// Bytes a chunk, where the file is stored as <c>href.000000000</c>, <c>href.000000001</c> and so on; null for one piece.
/// </param>
public sealed record OvfFile(string Id, string Href, long? Size, OvfFileCompression Compression, long? ChunkSize)
{
    /// <summary>The file's name: <see cref="Href"/> with its percent escapes undone.</summary>
    public string Name { get; } = Uri.UnescapeDataString(Href);
}
