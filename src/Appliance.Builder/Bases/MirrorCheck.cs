using System.Net;
using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Bases;

/// <summary>
/// Asks the mirror of a Debian base for its suite, before anything is made. mmdebstrap's apt takes no setting of this machine's but the
/// environment's proxies, as HttpClient does. Where it is in doubt, as about certificates or passwords, the mirror counts as there.
/// </summary>
internal static class MirrorCheck
{
    // apt waits for 30 seconds, and then tries again.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Asks it.</summary>
    /// <exception cref="TemplateException">It cannot be reached, or has no such suite.</exception>
    public static async Task RunAsync(DebianBase debian, CancellationToken cancellationToken)
    {
        foreach (MirrorPlace place in MirrorPlace.Of(debian))
        {
            if (await FindProblemAsync(place, cancellationToken) is { } problem)
            {
                throw new TemplateException(debian.Place, problem);
            }
        }
    }

    private static async Task<string?> FindProblemAsync(MirrorPlace place, CancellationToken cancellationToken) => place.Mirror.Scheme switch
    {
        "http" or "https" => await AskAsync(place, cancellationToken),
        "file" or "copy" => Directory.Exists(Uri.UnescapeDataString(place.Suite.AbsolutePath)) ? null : $"{place} is not there",
        _ => null,
    };

    private static async Task<string?> AskAsync(MirrorPlace place, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = QuickestConnection.OpenAsync };
        using var client = new HttpClient(handler) { Timeout = Longest };
        try
        {
            // Mirrors of old have the second alone.
            bool isGone = await IsGoneAsync(client, place, "InRelease", cancellationToken) && await IsGoneAsync(client, place, "Release", cancellationToken);
            return isGone ? $"{place} is not there" : null;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return null;
        }
        catch (HttpRequestException e)
        {
            return $"the mirror {place.Shown} cannot be reached: {e.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the mirror {place.Shown} cannot be reached: it did not answer within {Longest.TotalSeconds} seconds";
        }
    }

    private static async Task<bool> IsGoneAsync(HttpClient client, MirrorPlace place, string file, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await client.GetAsync(new Uri(place.Suite, file), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone;
    }
}
