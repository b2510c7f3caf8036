using System.Diagnostics;

namespace Appliance.Testing;

/// <summary>Waits for what other programs do in their own time.</summary>
public static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until something is so; fails the test when it never is.</summary>
    public static void Until(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Xunit.Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"never: {what}");
            Thread.Sleep(Pause);
        }
    }
}
