using Appliance.Formats.Verification;

namespace Appliance.Formats.Xva;

/// <summary>Checks <c>ova.xml</c>: version, fields without which an import fails, references.</summary>
internal static class XvaDescriptorVerifier
{
    private const string SupportedExport = "2";

    /// <summary>Adds what is wrong.</summary>
    public static void Verify(XvaObjects objects, FindingList findings)
    {
        VerifyVersion(objects, findings);
        foreach (XvaObject item in objects.All)
        {
            VerifyFields(item, findings);
        }

        foreach (XvaObject disk in objects.StreamedDisks())
        {
            VerifyDisk(objects, disk, findings);
        }

        if (!objects.OfClass("VM").Any())
        {
            findings.Error("xva-no-machine", objects.File, null, "there is no machine");
        }
    }

    private static void VerifyVersion(XvaObjects objects, FindingList findings)
    {
        foreach (string key in XvaRequiredFields.Version.Where(key => objects.Version.Find(key) is null))
        {
            findings.Error("xva-version", objects.File, null, $"the version lacks {key}");
        }

        string? export = objects.Version.FindText("export_vsn");
        if (export != SupportedExport)
        {
            findings.Error("xva-export-version", objects.File, null, $"export_vsn is \"{export}\"; with anything but {SupportedExport} hosts look for a table of checksums at the end");
        }
    }

    private static void VerifyFields(XvaObject item, FindingList findings)
    {
        foreach (string field in XvaRequiredFields.Of(item.Class).Where(field => item.Record.Find(field) is null))
        {
            findings.Error("xva-field-missing", item.File, null, $"{item.Class} {item.Id} lacks the field {field}");
        }
    }

    private static void VerifyDisk(XvaObjects objects, XvaObject disk, FindingList findings)
    {
        if (objects.Find("SR", disk.Text("SR")) is null)
        {
            findings.Error("xva-no-storage", objects.File, null, $"the storage repository of disk {disk.Id} is not in the file");
        }

        if (!long.TryParse(disk.Text("virtual_size"), out long size) || size <= 0)
        {
            findings.Error("xva-disk-size", objects.File, null, $"virtual_size of disk {disk.Id} is \"{disk.Text("virtual_size")}\"");
        }
        else if (size % XvaFormat.ChunkSize != 0)
        {
            findings.Warning("xva-disk-size", objects.File, null, $"virtual_size of disk {disk.Id}, {size} bytes, is no multiple of 1 MiB; some storage fails on that");
        }
    }
}
