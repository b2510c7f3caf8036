namespace Appliance.Cli;

/// <summary>The command line asks for something that makes no sense.</summary>
/// <param name="message">One sentence that names the option and the way out.</param>
internal sealed class UsageException(string message) : Exception(message);
