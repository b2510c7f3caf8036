namespace Appliance.Runtime.Consoles;

/// <summary>Comes from whatever a console shows to a shell that answers.</summary>
/// <param name="host">The host, as the user calls it.</param>
/// <param name="console">The console.</param>
/// <param name="options">Who logs in.</param>
/// <param name="time">The clock.</param>
internal sealed class LoginDialog(string host, TypedConsole console, ConsoleShellOptions options, TimeProvider time)
{
    private const string Enter = "\r";

    // What was typed too early may have spoiled the first try.
    private const int MostTries = 2;

    // Whoever asks has stopped printing by then, and has turned off the echo.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    // Whether it is a shell will be seen.
    private static readonly TimeSpan ShortQuiet = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PromptPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PasswordPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShellPatience = TimeSpan.FromSeconds(10);

    private readonly long _begun = time.GetTimestamp();
    private bool _hasNamed;
    private int _tries;

    private TimeSpan Left => options.Limit - time.GetElapsedTime(_begun);

    private bool IsLate => Left <= TimeSpan.Zero;

    /// <summary>Does it.</summary>
    /// <exception cref="HostException">Nobody is let in, or no shell answers in time.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (TimeSpan patience = ShellPatience; !IsLate; patience *= 2)
        {
            // A prompt that was there before anybody listened is shown again.
            ConsolePrompt prompt = await TypeAsync(Enter, PromptPatience, cancellationToken);
            while (prompt is ConsolePrompt.Login or ConsolePrompt.Password && !IsLate)
            {
                prompt = await (prompt == ConsolePrompt.Login ? NameAsync(cancellationToken) : PassAsync(cancellationToken));
            }

            if (!IsLate && await AnswersAsync(patience < Left ? patience : Left, cancellationToken))
            {
                return;
            }
        }

        throw new HostException(host, $"no shell answers on the console within {options.Limit.TotalSeconds:0.#} s");
    }

    /// <summary>Whether a shell answers.</summary>
    /// <param name="patience">How long it may take.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async Task<bool> AnswersAsync(TimeSpan patience, CancellationToken cancellationToken)
        => await new MarkedCommand(":").RunAsync(console, patience, time, cancellationToken) is not null;

    private Task<ConsolePrompt> NameAsync(CancellationToken cancellationToken)
    {
        string user = options.User ?? throw new HostException(host, "the console asks who logs in, and nobody is named who could");
        if (_tries == MostTries)
        {
            throw new HostException(host, $"the console does not let {user} in: is the password right?");
        }

        _hasNamed = true;
        return TypeAsync(user + Enter, options.Password is null ? ShellPatience : PasswordPatience, cancellationToken);
    }

    private Task<ConsolePrompt> PassAsync(CancellationToken cancellationToken)
    {
        if (!_hasNamed)
        {
            // Somebody else was named before: with nothing it asks anew.
            return TypeAsync(Enter, ShellPatience, cancellationToken);
        }

        string password = options.Password ?? throw new HostException(host, $"the console asks for the password of {options.User}, and none is given");
        (_hasNamed, _tries) = (false, _tries + 1);
        return TypeAsync(password + Enter, ShellPatience, cancellationToken);
    }

    /// <summary>Types, and waits until the console asks for something and is quiet, or for as long as patience lasts.</summary>
    private async Task<ConsolePrompt> TypeAsync(string text, TimeSpan patience, CancellationToken cancellationToken)
    {
        await console.TypeAsync(text, cancellationToken);
        long begun = time.GetTimestamp();
        while (true)
        {
            ConsolePrompt prompt = PromptReader.Read(console.Said);
            TimeSpan left = prompt switch
            {
                ConsolePrompt.None => patience - time.GetElapsedTime(begun),
                ConsolePrompt.Shell => ShortQuiet,
                _ => Quiet,
            };
            // Who asks again and again, and is never quiet, is not listened to for longer than the others.
            if (console.IsFull || IsLate || left <= TimeSpan.Zero || !await console.HearAsync(left, cancellationToken))
            {
                return prompt;
            }
        }
    }
}
