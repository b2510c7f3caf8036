namespace Appliance.Builder.Building;

/// <summary>How an appliance is built.</summary>
public sealed record BuildOptions
{
    /// <summary>Where bases are kept.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Where the disk is made; it is removed afterwards.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>What is taken for the present, so that two builds write the same times.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Gets what programs print.</summary>
    public TextWriter Log { get; init; } = TextWriter.Null;

    /// <summary>Gets remarks that do not stop the work, one sentence each.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>Is told of each step when it begins.</summary>
    public Action<BuildStep> Begun { get; init; } = static _ => { };

    /// <summary>Is told how long each step took.</summary>
    public Action<BuildStep, TimeSpan> Ended { get; init; } = static (_, _) => { };

    /// <summary>The clock by which steps are timed.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
