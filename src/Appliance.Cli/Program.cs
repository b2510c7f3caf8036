using System.Reflection;
using Appliance.Cli.Commands;
using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using McMaster.Extensions.CommandLineUtils;
using McMaster.Extensions.CommandLineUtils.Abstractions;

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
            return Failure.Report(e, verbose: args.Contains("--verbose"));
        }
    }

    private static int Run(string[] args, CancellationToken cancellationToken)
    {
        using var app = new CommandLineApplication<RootCommand>();
        app.Conventions.AddConvention(new OptionGroups()).UseDefaultConventions();
        app.HelpTextGenerator = new RootHelp();
        SayUsage(app);
        OutputCommand.CancellationToken = cancellationToken;
        OutputCommand? verb = null;
        app.OnParsingComplete(parsed => verb = (parsed.SelectedCommand as IModelAccessor)?.GetModel() as OutputCommand);
        try
        {
            return app.Execute(args);
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException($"cancelled; {verb?.Aftermath ?? OutputCommand.Unchanged}", e, cancellationToken);
        }
    }

    private static void SayUsage(CommandLineApplication app)
    {
        foreach (CommandLineApplication command in app.Commands)
        {
            command.ValidationErrorHandler = problem => throw new UsageException(problem.ErrorMessage ?? "wrong usage");
            SayUsage(command);
        }
    }
}
