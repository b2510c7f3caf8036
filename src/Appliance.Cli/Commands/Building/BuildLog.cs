namespace Appliance.Cli.Commands.Building;

/// <summary>Keeps what the programs of a build print.</summary>
internal sealed class BuildLog : IAsyncDisposable
{
    private readonly string? _path;

    /// <summary>Begins one.</summary>
    /// <param name="folder">The folder of logs; null where nothing is run.</param>
    /// <param name="name">The appliance.</param>
    public BuildLog(string? folder, string name)
    {
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            _path = Path.Combine(folder, $"{name}-{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Environment.ProcessId}.log");
            // Machines of one appliance are tried side by side.
            Writer = TextWriter.Synchronized(new StreamWriter(_path));
        }
    }

    /// <summary>Takes it.</summary>
    public TextWriter Writer { get; } = TextWriter.Null;

    /// <summary>Does some work; where a program of it fails, the error names the log.</summary>
    public async Task<T> ExplainAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (IOException e) when (_path is not null)
        {
            throw new IOException($"{e.Message}; what programs printed is in {_path}", e);
        }
    }

    /// <summary>Ends it; where nothing was run, nothing is left.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_path is not null)
        {
            await Writer.DisposeAsync();
            if (new FileInfo(_path).Length == 0)
            {
                File.Delete(_path);
            }
        }
    }
}
