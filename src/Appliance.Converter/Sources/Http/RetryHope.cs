namespace Appliance.Converter.Sources.Http;

/// <summary>Whether a request that failed may do better later.</summary>
internal enum RetryHope
{
    /// <summary>It will fail in the same way.</summary>
    None,

    /// <summary>The server is out of reach: a restart of it when it was there before, otherwise more likely a wrong name.</summary>
    IfItWorkedBefore,

    /// <summary>The connection broke, or the server is overloaded.</summary>
    Good,
}
