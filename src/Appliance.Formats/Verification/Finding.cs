namespace Appliance.Formats.Verification;

/// <summary>One thing that a verifier saw.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">A stable name to filter by, format first: <c>vhd-footer-checksum</c>.</param>
/// <param name="File">The file, or member of an archive.</param>
/// <param name="Offset">Byte offset in it, where there is one.</param>
/// <param name="Message">One sentence.</param>
public sealed record Finding(FindingSeverity Severity, string Code, string File, long? Offset, string Message);
