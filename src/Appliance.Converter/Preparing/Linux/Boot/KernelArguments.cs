using System.Text;

namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>The arguments of a kernel: words apart by blanks, some of them <c>key=value</c>.</summary>
internal static class KernelArguments
{
    /// <summary>Xen's console.</summary>
    public const string XenConsole = "console=hvc0";

    private const string Screen = "console=tty0";

    // cryptdevice=/dev/sda2:root and the like have more behind the device.
    private static readonly string[] DeviceKeys = ["root", "real_root", "resume", "cryptdevice", "cryptroot", "cryptkey", "rd.luks.data"];

    /// <summary>Puts other names in place of devices.</summary>
    public static string ReplaceDevices(string arguments, Func<string, string> replace)
    {
        var result = new StringBuilder();
        int copied = 0;
        foreach ((int start, int end) in WordsOf(arguments))
        {
            int value = arguments.IndexOf('=', start, end - start) + 1;
            if (value > 0 && DeviceKeys.Contains(arguments[start..(value - 1)]))
            {
                int stop = arguments.AsSpan(value, end - value).IndexOfAny(':', ',') is var at and >= 0 ? value + at : end;
                stop = arguments.AsSpan(value).StartsWith("/dev/disk/by-path/") ? end : stop;
                result.Append(arguments, copied, value - copied).Append(replace(arguments[value..stop]));
                copied = stop;
            }
        }

        return result.Append(arguments, copied, arguments.Length - copied).ToString();
    }

    /// <summary>
    /// Adds Xen's console in front of the present ones: the kernel's messages go to all, and the last one stays
    /// <c>/dev/console</c>, where passphrases are asked for. Where none is named the screen was it, and stays it.
    /// </summary>
    public static string AddConsole(string arguments)
    {
        (int Start, int End)[] words = [.. WordsOf(arguments)];
        if (words.Any(word => arguments[word.Start..word.End] is XenConsole || arguments[word.Start..word.End].StartsWith(XenConsole + ",", StringComparison.Ordinal)))
        {
            return arguments;
        }

        foreach ((int start, _) in words)
        {
            if (arguments.AsSpan(start).StartsWith("console="))
            {
                return arguments.Insert(start, XenConsole + " ");
            }

            // What follows is for the first program, not for the kernel.
            if (arguments.AsSpan(start).StartsWith("--"))
            {
                return arguments.Insert(start, $"{XenConsole} {Screen} ");
            }
        }

        string before = arguments.TrimEnd();
        return before.Length == 0 ? $"{XenConsole} {Screen}" : $"{before} {XenConsole} {Screen}";
    }

    /// <summary>Whether an argument is there, as it is written.</summary>
    public static bool Has(string arguments, string argument) => WordsOf(arguments).Any(word => arguments[word.Start..word.End] == argument);

    private static IEnumerable<(int Start, int End)> WordsOf(string arguments)
    {
        int start = -1;
        for (int i = 0; i <= arguments.Length; i++)
        {
            bool isInside = i < arguments.Length && arguments[i] is not (' ' or '\t' or '"' or '\'');
            if (isInside && start < 0)
            {
                start = i;
            }
            else if (!isInside && start >= 0)
            {
                yield return (start, i);
                start = -1;
            }
        }
    }
}
