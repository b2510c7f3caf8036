using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Records;

/// <summary>Reads all objects of a class at once, which is far cheaper than each by itself, and tells which one of them a name means.</summary>
internal static class XapiObjects
{
    /// <summary>All objects of a class, by reference; none where the pool is older than the class.</summary>
    public static async Task<IReadOnlyDictionary<string, XmlRpcStruct>> AllAsync(this XapiSession session, string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = (XmlRpcStruct)await session.CallAsync($"{name}.get_all_records", [], cancellationToken);
            return answer.Members.ToDictionary(member => member.Key, member => (XmlRpcStruct)member.Value, StringComparer.Ordinal);
        }
        catch (XapiException e) when (e.Error.Code == XapiError.MethodUnknown)
        {
            return new Dictionary<string, XmlRpcStruct>();
        }
    }

    /// <summary>The one that is there under a name.</summary>
    /// <param name="host">The pool, as the user calls it.</param>
    /// <param name="kind">What they are, for the message: <c>networks</c>.</param>
    /// <param name="name">The name.</param>
    /// <param name="found">Those that have it.</param>
    /// <param name="uuidOf">Gives the UUID of one.</param>
    /// <returns>It; null where there is none.</returns>
    /// <exception cref="HostException">There are several.</exception>
    public static T? Only<T>(string host, string kind, string name, IReadOnlyList<T> found, Func<T, string> uuidOf)
        where T : class
        => found is [] ? null : found is [T only] ? only
            : throw new HostException(host, $"has {found.Count} {kind} called {name}; name one by its UUID: {string.Join(", ", found.Select(uuidOf))}");
}
