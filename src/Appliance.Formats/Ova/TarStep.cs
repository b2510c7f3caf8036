namespace Appliance.Formats.Ova;

/// <summary>What a header of a tar archive announces.</summary>
/// <param name="Size">Bytes that follow it, before padding.</param>
/// <param name="Name">The regular file that they are; null where they are something else.</param>
/// <param name="IsRecords">Whether they describe the next member, and go to <see cref="TarWalk.TakeRecords"/>.</param>
internal readonly record struct TarStep(long Size, string? Name, bool IsRecords);
