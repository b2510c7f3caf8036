using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Cli.Output;

/// <summary>Shows on standard error how far a copy is: a bar on a terminal, a line every few seconds elsewhere. Disks that are copied side by side are added up.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int BarWidth = 30;
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly bool _quiet;
    private CopySum _sum = new();
    private string _done = "";
    private long _started;
    private long _shown;
    private bool _lineIsOpen;

    /// <summary>Shows nothing where <paramref name="quiet"/>.</summary>
    public ProgressLine(bool quiet, TimeProvider time)
    {
        _quiet = quiet;
        _time = time;
    }

    /// <summary>Takes a report; may be called from any thread.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="at">How far it is.</param>
    /// <param name="done">What is done with it: "copied".</param>
    public void Report(MachineDisk disk, CopyProgress at, string done)
    {
        if (_quiet)
        {
            return;
        }

        lock (_lock)
        {
            _sum = done == _done ? _sum : new CopySum();
            _done = done;
            if (_sum.Add(disk.Id, at))
            {
                _started = _shown = _time.GetTimestamp();
            }
            else if (_time.GetElapsedTime(_shown) >= (_isTerminal ? TerminalInterval : LogInterval))
            {
                _shown = _time.GetTimestamp();
                Show(_sum.Count == 1 ? disk.Name : $"{_sum.Count} disks", _sum.Total, done);
            }
        }
    }

    /// <summary>Takes a report of work that is told as a part of all; may be called from any thread.</summary>
    /// <param name="name">What is worked on.</param>
    /// <param name="part">How much is done, from 0 to 1.</param>
    public void Report(string name, double part)
    {
        if (_quiet)
        {
            return;
        }

        lock (_lock)
        {
            if (_started == 0)
            {
                _started = _shown = _time.GetTimestamp();
            }
            else if (_time.GetElapsedTime(_shown) >= (_isTerminal ? TerminalInterval : LogInterval))
            {
                _shown = _time.GetTimestamp();
                Write(part, $"{Terminal.OneLine(name)}  {part,4:P0}  {LeftAfter(part):hh\\:mm\\:ss} left");
            }
        }
    }

    /// <summary>Clears the bar.</summary>
    public void Dispose()
    {
        if (_lineIsOpen)
        {
            Console.Error.Write("\r\e[K");
        }
    }

    private void Show(string name, CopyProgress at, string done)
    {
        double part = at.Length == 0 ? 1 : (double)at.Position / at.Length;
        double seconds = _time.GetElapsedTime(_started).TotalSeconds;
        string rate = $"{Bytes.Show((long)(at.Copied / Math.Max(seconds, 0.001)))}/s";
        Write(part, $"{Terminal.OneLine(name)}  {part,4:P0}  {Bytes.Show(at.Copied)} {done}, {rate}, {LeftAfter(part):hh\\:mm\\:ss} left");
    }

    private TimeSpan LeftAfter(double part)
    {
        double seconds = _time.GetElapsedTime(_started).TotalSeconds;
        return TimeSpan.FromSeconds(Math.Min(part > 0 ? seconds / part * (1 - part) : 0, int.MaxValue));
    }

    private void Write(double part, string text)
    {
        if (_isTerminal)
        {
            int filled = (int)(part * BarWidth);
            Console.Error.Write($"\r\e[K[{new string('#', filled)}{new string(' ', BarWidth - filled)}] {text}");
            _lineIsOpen = true;
        }
        else
        {
            Console.Error.WriteLine(text);
        }
    }
}
