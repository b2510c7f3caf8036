namespace Appliance.Runtime.Consoles;

/// <summary>What a console waits for.</summary>
internal enum ConsolePrompt
{
    /// <summary>Nothing that can be told.</summary>
    None,

    /// <summary>The name of a user.</summary>
    Login,

    /// <summary>A password.</summary>
    Password,

    /// <summary>A command, by the look of it.</summary>
    Shell,
}
