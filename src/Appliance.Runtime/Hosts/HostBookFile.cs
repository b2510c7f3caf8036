using System.Text.Encodings.Web;
using System.Text.Json;

namespace Appliance.Runtime.Hosts;

/// <summary>The file of a <see cref="HostBook"/>.</summary>
internal static class HostBookFile
{
    private const int MaxBytes = 1 << 20;

    private static readonly JsonWriterOptions ForPeople = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a file; one that is not there is empty.</summary>
    /// <exception cref="InvalidDataException">It is broken; the message names file and line.</exception>
    public static HostBookContent Read(string path)
    {
        if (!File.Exists(path))
        {
            return new HostBookContent { Hosts = [] };
        }

        try
        {
            return Read(ReadBytes(path));
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is { } line ? $"{path}:{line + 1}" : path;
            throw new InvalidDataException($"{place}: {e.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0]}", e);
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Writes a file: whole or not at all, whatever happens while it is written.</summary>
    /// <exception cref="FormatException">Something in it is wrong; the message says what.</exception>
    public static void Write(string path, HostBookContent content)
    {
        content = HostBookRules.Check(content with
        {
            Version = HostBookContent.CurrentVersion,
            Hosts = [.. content.Hosts.OrderBy(host => host.Name, StringComparer.Ordinal)],
            Tenants = [.. content.Tenants.OrderBy(tenant => tenant.Name, StringComparer.Ordinal)],
        });
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string temporary = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(temporary, options))
        {
            using (var writer = new Utf8JsonWriter(file, ForPeople))
            {
                JsonSerializer.Serialize(writer, content, HostBookJson.Default.HostBookContent);
            }

            file.Write("\n"u8);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static HostBookContent Read(byte[] json)
    {
        using (var document = JsonDocument.Parse(json))
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("version", out JsonElement version)
                || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number < 1)
            {
                throw new FormatException("there is no version in it; is it a file of hosts?");
            }

            if (number > HostBookContent.CurrentVersion)
            {
                throw new FormatException($"a newer appliance wrote it (version {number}); this one reads version {HostBookContent.CurrentVersion}");
            }
        }

        return HostBookRules.Check(JsonSerializer.Deserialize(json, HostBookJson.Default.HostBookContent)!);
    }

    private static byte[] ReadBytes(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (file.Length > MaxBytes)
        {
            throw new FormatException($"{file.Length} bytes are more than a file of hosts has");
        }

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
