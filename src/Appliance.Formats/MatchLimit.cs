namespace Appliance.Formats;

/// <summary>How long a regular expression may take: far longer than any does, since a busy machine may stop a program for seconds at any moment.</summary>
public static class MatchLimit
{
    /// <summary>Milliseconds.</summary>
    public const int Milliseconds = 60_000;
}
