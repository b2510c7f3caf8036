namespace Appliance.Builder.Images.Volumes;

/// <summary>The text by which LVM knows a volume group.</summary>
internal static class LvmText
{
    private const int SectorSize = 512;

    /// <summary>Writes it.</summary>
    /// <param name="partition">The physical volume.</param>
    /// <param name="id">Its identity.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static string Of(PlannedPartition partition, LvmId id, long now)
    {
        PlannedGroup group = partition.Group!;
        return $$"""
            {{group.Name}} {
            id = "{{group.Id}}"
            seqno = 1
            format = "lvm2"
            status = ["RESIZEABLE", "READ", "WRITE"]
            flags = []
            extent_size = {{PlannedGroup.ExtentSize / SectorSize}}
            max_lv = 0
            max_pv = 0
            metadata_copies = 0

            physical_volumes {

            pv0 {
            id = "{{id}}"
            status = ["ALLOCATABLE"]
            flags = []
            dev_size = {{partition.Length / SectorSize}}
            pe_start = {{PlannedGroup.Start / SectorSize}}
            pe_count = {{(partition.Length - PlannedGroup.Start) / PlannedGroup.ExtentSize}}
            }
            }

            logical_volumes {
            {{string.Concat(group.Volumes.Select(volume => Of(volume, partition, now)))}}}
            }

            contents = "Text Format Volume Group"
            version = 1
            description = ""
            creation_host = "appliance"
            creation_time = {{now}}

            """;
    }

    private static string Of(PlannedVolume volume, PlannedPartition partition, long now) => $$"""

        {{volume.Name}} {
        id = "{{volume.Id}}"
        status = ["READ", "WRITE", "VISIBLE"]
        flags = []
        creation_time = {{now}}
        creation_host = "appliance"
        segment_count = 1

        segment1 {
        start_extent = 0
        extent_count = {{volume.Content.Length / PlannedGroup.ExtentSize}}
        type = "striped"
        stripe_count = 1
        stripes = [
        "pv0", {{(volume.Content.Offset - partition.Offset - PlannedGroup.Start) / PlannedGroup.ExtentSize}}
        ]
        }
        }

        """;
}
