using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>Logging in and out.</summary>
internal static class SessionCalls
{
    private const int AnyNumber = int.MaxValue;

    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["session.login_with_password"] = new(2, AnyNumber, (_, arguments) => LogIn(state, arguments.Text(0), arguments.Text(1), arguments.Count > 3 ? arguments.Text(3) : "")),
        ["session.logout"] = new(0, 0, (session, _) => LogOut(state, session)),
        ["session.get_all_subject_identifiers"] = new(0, 0, (_, _) => new JsonArray()),
    };

    private static JsonValue LogIn(XapiState state, string user, string password, string originator)
    {
        if (state.Coordinator is { } coordinator)
        {
            state.Coordinator = state.RedirectsOnce ? null : coordinator;
            throw new XapiFailure("HOST_IS_SLAVE", coordinator);
        }

        if (state.LoginsWhileBooting > 0)
        {
            state.LoginsWhileBooting--;
            throw new XapiFailure("HOST_STILL_BOOTING");
        }

        string problem = !state.Users.TryGetValue(user, out string? right) ? "User not known to the underlying authentication module"
            : right != password ? "Authentication failure" : "";
        return problem.Length == 0 ? JsonValue.Create(state.OpenSession(user, originator)) : throw new XapiFailure("SESSION_AUTHENTICATION_FAILED", user, problem);
    }

    private static JsonValue LogOut(XapiState state, string session)
    {
        state.CloseSession(session);
        return JsonValue.Create("");
    }
}
