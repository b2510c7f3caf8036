namespace Appliance.Runtime.Consoles;

/// <summary>How a shell on a console is come by.</summary>
public sealed class ConsoleShellOptions
{
    /// <summary>Who logs in; null where the console shows a shell by itself.</summary>
    public string? User { get; init; }

    /// <summary>The password; null where none is asked for. No log and no result has it.</summary>
    public string? Password { get; init; }

    /// <summary>How long it may take until a shell answers.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Takes every line of the console; null for nobody.</summary>
    public Action<string>? ConsoleLine { get; init; }

    /// <summary>A text without the password.</summary>
    internal string Redact(string text) => string.IsNullOrEmpty(Password) ? text : text.Replace(Password, "***", StringComparison.Ordinal);
}
