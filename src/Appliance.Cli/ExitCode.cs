namespace Appliance.Cli;

/// <summary>What the command tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed: input or output, a comparison that differs, a verification with errors.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;

    /// <summary>The input is damaged, hostile or unsupported.</summary>
    public const int Refused = 3;

    /// <summary>A host refused, or is out of reach.</summary>
    public const int Host = 4;

    /// <summary>Stopped by a signal.</summary>
    public const int Cancelled = 130;
}
