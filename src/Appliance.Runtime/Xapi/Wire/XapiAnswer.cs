using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Wire;

/// <summary>What xapi answers: a result, or an error.</summary>
internal sealed record XapiAnswer
{
    private XapiAnswer(XmlRpcValue? result, XapiError? error) => (Result, Error) = (result, error);

    /// <summary>The result; null where there is an error. Of a method that returns nothing it is an empty text.</summary>
    public XmlRpcValue? Result { get; }

    /// <summary>The error; null where there is a result.</summary>
    public XapiError? Error { get; }

    /// <summary>It was done.</summary>
    public static XapiAnswer Success(XmlRpcValue result) => new(result, null);

    /// <summary>It was refused, or failed.</summary>
    /// <param name="words">The error's code, and its parameters.</param>
    /// <exception cref="FormatException">There is no code.</exception>
    public static XapiAnswer Failure(IReadOnlyList<string> words)
        => words.Count == 0 ? throw new FormatException("tells an error without its code") : new XapiAnswer(null, new XapiError(words[0], [.. words.Skip(1)]));
}
