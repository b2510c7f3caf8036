namespace Appliance.Benchmarks;

/// <summary>A raw disk that looks like one in use: what lies in /usr, in runs of many lengths with holes between them.</summary>
internal static class SampleDisk
{
    private const int Unit = 4096; // a block of a file system
    private const int LongestRun = 4096; // units, so 16 MiB
    private const int Seed = 20;

    /// <summary>Writes a sparse file of <paramref name="length"/> bytes that holds about <paramref name="data"/> bytes.</summary>
    public static void Make(string path, long length, long data)
    {
        var random = new Random(Seed);
        double holesPerData = ((double)length / data) - 1;
        using FileStream disk = File.Create(path);
        disk.SetLength(length);
        using IEnumerator<ReadOnlyMemory<byte>> content = Content().GetEnumerator();
        while (disk.Position < length - ((long)LongestRun * Unit) && data > 0)
        {
            int run = random.Next(1, LongestRun);
            long end = disk.Position + ((long)run * Unit);
            while (disk.Position < end && content.MoveNext())
            {
                disk.Write(content.Current.Span);
                data -= content.Current.Length;
            }

            disk.Position += (long)(random.NextDouble() * 2 * holesPerData * run) * Unit;
        }
    }

    /// <summary>The files of /usr, in the order of their names, in whole units, over and over.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Content()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        string[] files = [.. Directory.EnumerateFiles("/usr", "*", options).Order(StringComparer.Ordinal)];
        var buffer = new byte[256 * Unit];
        while (true)
        {
            foreach (string file in files)
            {
                using FileStream stream = File.OpenRead(file);
                for (int count; (count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
                {
                    int whole = (count + Unit - 1) / Unit * Unit;
                    buffer.AsSpan(count, whole - count).Clear();
                    yield return buffer.AsMemory(0, whole);
                }
            }
        }
    }
}
