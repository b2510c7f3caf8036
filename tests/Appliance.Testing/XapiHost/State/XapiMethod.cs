using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>A method that can be called.</summary>
/// <param name="Least">The fewest parameters it takes, without the session.</param>
/// <param name="Most">The most that it takes.</param>
/// <param name="Run">What it does: the session and the parameters go in, the result comes out.</param>
internal sealed record XapiMethod(int Least, int Most, Func<string, XapiArguments, JsonNode?> Run);
