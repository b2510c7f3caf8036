namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>Where a line of a boot loader's configuration holds arguments of the kernel.</summary>
/// <param name="Start">The first character.</param>
/// <param name="End">Behind the last one.</param>
/// <param name="TakesConsole">Whether an argument that is added here reaches the kernel, and reaches it once.</param>
internal readonly record struct ArgumentRange(int Start, int End, bool TakesConsole)
{
    /// <summary>Whether it is a single word of a shell, which has to be quoted once there are blanks in it.</summary>
    public bool IsShellWord { get; init; }
}
