namespace Appliance.Runtime.Consoles;

/// <summary>Tells by the end of what a console has said what it waits for.</summary>
internal static class PromptReader
{
    // A prompt is in the last few words.
    private const int Tail = 1024;

    /// <summary>Tells it.</summary>
    public static ConsolePrompt Read(ReadOnlySpan<char> said)
    {
        string end = KernelMessages.Remove(new string(said[^Math.Min(Tail, said.Length)..])).TrimEnd();
        if (end.EndsWith("password:", StringComparison.OrdinalIgnoreCase))
        {
            return ConsolePrompt.Password;
        }

        // "Last login: Mon Nov 30" greets those who are in.
        if (end.EndsWith("login:", StringComparison.OrdinalIgnoreCase) && !end.EndsWith("last login:", StringComparison.OrdinalIgnoreCase))
        {
            return ConsolePrompt.Login;
        }

        return end.Length > 0 && end[^1] is '#' or '$' or '%' or '>' ? ConsolePrompt.Shell : ConsolePrompt.None;
    }
}
