namespace Appliance.Formats.Verification;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; the file is sound.</summary>
    Note,

    /// <summary>Readable, but some program will stumble over it.</summary>
    Warning,

    /// <summary>Damaged or against the rules of the format.</summary>
    Error,
}
