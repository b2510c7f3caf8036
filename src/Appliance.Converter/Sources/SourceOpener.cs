using Appliance.Converter.Sources.Http;
using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Sources;

/// <summary>Opens a source wherever it is: a path, standard input, or a URL.</summary>
/// <param name="options">What may be read.</param>
/// <param name="http">How to fetch from web servers.</param>
public sealed class SourceOpener(ReadOptions options, HttpSourceOptions http)
{
    /// <summary>The location that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Whether a location is a path of this machine.</summary>
    public static bool IsPath(string location) => location != StandardInput && !HttpResource.TryParse(location, out _);

    /// <summary>Opens what is at a location.</summary>
    /// <param name="location">A path, <c>-</c>, or an http or https URL.</param>
    /// <param name="source">What the user says about it.</param>
    /// <param name="access">How it is going to be read.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">The source is damaged or refused.</exception>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public ValueTask<IMachineSource> OpenAsync(
        string location, SourceOptions source, SourceAccess access, CancellationToken cancellationToken)
    {
        if (location == StandardInput)
        {
            return PipedSource.OpenAsync(options, source, cancellationToken);
        }

        return HttpResource.TryParse(location, out Uri? url)
            ? new WebSource(options, http).OpenAsync(url, source, access, cancellationToken)
            : MachineSources.OpenAsync(location, options, source, cancellationToken);
    }
}
