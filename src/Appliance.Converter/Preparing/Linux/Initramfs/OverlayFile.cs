namespace Appliance.Converter.Preparing.Linux.Initramfs;

/// <summary>A file that is laid over an initramfs.</summary>
/// <param name="Path">Its path, without a slash in front.</param>
/// <param name="Content">Its content.</param>
/// <param name="IsProgram">Whether it is run.</param>
internal sealed record OverlayFile(string Path, byte[] Content, bool IsProgram = false);
