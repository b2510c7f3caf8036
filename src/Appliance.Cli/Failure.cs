using Appliance.Builder.Templates;
using Appliance.Cli.Output;
using Appliance.Converter;
using Appliance.Formats;
using Appliance.Runtime;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli;

/// <summary>Turns every way to fail into one line and an exit code.</summary>
internal static class Failure
{
    /// <summary>Tells it.</summary>
    /// <param name="e">What went wrong.</param>
    /// <param name="verbose">Whether to tell where, too.</param>
    /// <returns>The exit code.</returns>
    public static int Report(Exception e, bool verbose)
    {
        (int code, string message) = e switch
        {
            OperationCanceledException => (ExitCode.Cancelled, e.Message),
            HostException => (ExitCode.Host, e.Message),
            ImageException or TemplateException => (ExitCode.Refused, e.Message),
            UsageException or OptionException or CommandParsingException => (ExitCode.Usage, $"{e.Message}; see --help"),
            _ => (ExitCode.Failed, e.Message),
        };
        Terminal.WriteError(message);
        if (verbose)
        {
            Terminal.WriteLines($"{e}");
        }

        return code;
    }
}
