using System.Diagnostics;

namespace Appliance.Guests.Native;

/// <summary>
/// A program that ends with this process, even where that is killed: the kernel then kills it too (PR_SET_PDEATHSIG,
/// set by setpriv(1); where that is not installed, it is a program like any other).
/// </summary>
internal sealed class TiedProcess : IDisposable
{
    private readonly ManualResetEventSlim _over = new();
    private readonly Thread _parent;

    private TiedProcess(ProcessStartInfo start, string package, string purpose)
    {
        var started = new TaskCompletionSource<Process>();

        // To the kernel the parent is the thread that made it, and one of the pool may end at any time.
        _parent = new Thread(() => Hold(started, () => Programs.Start(start, package, purpose))) { IsBackground = true, Name = start.FileName };
        _parent.Start();
        Process = started.Task.GetAwaiter().GetResult();
    }

    /// <summary>Whether this host can tie a program to this process.</summary>
    public static bool IsPossible => FindTie() is not null;

    /// <summary>The process.</summary>
    public Process Process { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="start">The program and its arguments, as a list.</param>
    /// <param name="package">Debian's package that has it.</param>
    /// <param name="purpose">What it is needed for.</param>
    /// <exception cref="MissingToolException">It is gone, or this user may not run it.</exception>
    public static TiedProcess Start(ProcessStartInfo start, string package, string purpose)
    {
        if (FindTie() is { } tie)
        {
            // Asked to end it would wait for answers of ours; and the kernel, in which we wait for it, would wait for ever.
            string[] front = ["--pdeathsig", "KILL", "--", start.FileName];
            for (int i = 0; i < front.Length; i++)
            {
                start.ArgumentList.Insert(i, front[i]);
            }

            start.FileName = tie;
        }

        return new TiedProcess(start, package, purpose);
    }

    /// <summary>Lets go of the process, which has ended.</summary>
    public void Dispose()
    {
        _over.Set();
        _parent.Join();
        _over.Dispose();
        Process.Dispose();
    }

    // The one of busybox has no such option.
    private static string? FindTie()
        => Programs.Find("setpriv") is { } path && Path.GetFileName(File.ResolveLinkTarget(path, returnFinalTarget: true)?.Name) != "busybox" ? path : null;

    private void Hold(TaskCompletionSource<Process> started, Func<Process> start)
    {
        try
        {
            started.SetResult(start());
        }
        catch (MissingToolException e)
        {
            started.SetException(e);
            return;
        }

        _over.Wait();
    }
}
