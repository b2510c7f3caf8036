using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Machines;
using Appliance.Formats.Streaming;

namespace Appliance.Converter.Sources;

/// <summary>Opens a source wherever it is: a path, or standard input.</summary>
public static class SourceOpener
{
    /// <summary>The location that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Opens what is at a location, to be copied once.</summary>
    /// <param name="location">A path, or <c>-</c>.</param>
    /// <param name="options">What may be read.</param>
    /// <param name="source">What the user says about it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">The source is damaged or refused.</exception>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public static ValueTask<IMachineSource> OpenAsync(
        string location, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
        => location == StandardInput
            ? ForwardSources.OpenAsync(new ForwardFile(Console.OpenStandardInput(), "standard input"), fileLength: null, options, source, cancellationToken)
            : MachineSources.OpenAsync(location, options, source, cancellationToken);
}
