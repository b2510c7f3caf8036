namespace Appliance.Testing.XapiHost.State;

/// <summary>An error of a call.</summary>
public sealed class XapiFailure : Exception
{
    /// <summary>An error.</summary>
    /// <param name="code">Its name.</param>
    /// <param name="parameters">What it is about.</param>
    public XapiFailure(string code, params string[] parameters)
        : base($"{code} {string.Join(' ', parameters)}") => (Code, Parameters) = (code, parameters);

    /// <summary>Its name.</summary>
    public string Code { get; }

    /// <summary>What it is about.</summary>
    public IReadOnlyList<string> Parameters { get; }
}
