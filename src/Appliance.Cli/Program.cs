using System.Reflection;
using Appliance.Cli.Commands;
using Appliance.Cli.Output;
using Appliance.Converter;
using Appliance.Formats;
using Appliance.Runtime;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli;

/// <summary>The appliance command: parses, runs, and turns every way to fail into one line and an exit code.</summary>
public static class Program
{
    // Workers that wait for a disk must not keep those from starting that could compute.
    private const int ThreadsPerCore = 4;

    /// <summary>The version, as built.</summary>
    public static string Version { get; } =
        typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Runs the command.</summary>
    public static int Main(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args is ["--version"])
        {
            // Answered before the tree of commands is built, which takes most of the start-up.
            Console.WriteLine($"appliance {Version}");
            return ExitCode.Done;
        }

        ThreadPool.SetMinThreads(Environment.ProcessorCount * ThreadsPerCore, Environment.ProcessorCount);
        using var shutdown = new Shutdown();
        try
        {
            return Run(args, shutdown.Token);
        }
        catch (Exception e)
        {
            return Report(e, verbose: args.Contains("--verbose"));
        }
    }

    private static int Run(string[] args, CancellationToken cancellationToken)
    {
        using var app = new CommandLineApplication<RootCommand>();
        app.Conventions.UseDefaultConventions();
        app.HelpTextGenerator = new RootHelp();
        SayUsage(app);
        OutputCommand.CancellationToken = cancellationToken;
        return app.Execute(args);
    }

    private static void SayUsage(CommandLineApplication app)
    {
        foreach (CommandLineApplication command in app.Commands)
        {
            command.ValidationErrorHandler = problem => throw new UsageException(problem.ErrorMessage ?? "wrong usage");
            SayUsage(command);
        }
    }

    private static int Report(Exception e, bool verbose)
    {
        (int code, string message) = e switch
        {
            OperationCanceledException => (ExitCode.Cancelled, "cancelled; nothing was left behind"),
            HostException => (ExitCode.Host, e.Message),
            ImageException => (ExitCode.Refused, e.Message),
            UsageException or OptionException or CommandParsingException => (ExitCode.Usage, $"{e.Message}; see --help"),
            _ => (ExitCode.Failed, e.Message),
        };
        Terminal.WriteError(message);
        if (verbose)
        {
            Console.Error.WriteLine(e);
        }

        return code;
    }
}
