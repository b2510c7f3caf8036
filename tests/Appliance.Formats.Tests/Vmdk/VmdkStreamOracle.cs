using Appliance.Testing;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>
/// A reader of streamOptimized files that shares nothing with ours, in Python. It reads a pipe from front to back as an
/// importer does, asks of the file what VMware's own exports have, and checks tables, directory and footer against the
/// grains that went by.
/// </summary>
internal static class VmdkStreamOracle
{
    private const string Script = """
        import re, struct, sys, zlib

        def sector(f):
            data = f.read(512)
            assert len(data) == 512, 'ends within a sector'
            return data

        def header(data):
            return struct.unpack('<4sIIQQQQIQQQB4sH', data[:79])

        def main(out):
            f, at = sys.stdin.buffer, 0
            head = sector(f); at += 1
            magic, version, flags, capacity, grain, dplace, dsize, entries, rgd, gd, overhead, unclean, newline, algorithm = header(head)
            assert (magic, version, flags, grain, entries) == (b'KDMV', 3, 0x30001, 128, 512), (magic, version, flags, grain, entries)
            assert (rgd, gd, unclean, newline, algorithm) == (0, 2**64 - 1, 0, b'\n \r\n', 1)
            assert not any(head[79:]) and dplace == 1 and dplace + dsize <= overhead
            text = b''.join(sector(f) for _ in range(overhead - 1)); at = overhead
            text, rest = text[:dsize * 512].split(b'\0', 1)
            assert not any(rest)
            lines = text.decode('utf-8').split('\n')
            assert lines[0] == '# Disk DescriptorFile' and lines[1] == 'version=1', lines
            keys = dict(re.match(r'([A-Za-z.]+) ?= ?"?([^"]*)"?$', l).groups() for l in lines if '=' in l)
            assert keys['createType'] == 'streamOptimized' and keys['parentCID'] == 'ffffffff'
            assert re.match('[0-9a-f]{8}$', keys['CID']) and keys['CID'] not in ('ffffffff', 'fffffffe')
            assert re.match('[0-9a-f]{32}$', keys['ddb.longContentID']) and keys['ddb.longContentID'].endswith(keys['CID'])
            assert keys['ddb.adapterType'] in ('ide', 'lsilogic') and keys['ddb.geometry.sectors'] == '63'
            assert [l for l in lines if l.startswith('RW ')] == ['RW %d SPARSE "%s"' % (capacity, [l for l in lines if l.startswith('RW ')][0].split('"')[1])]
            table, tables, last, directory, stage = {}, {}, -1, None, 'grains'
            while True:
                data = sector(f); here = at; at += 1
                value, size, kind = struct.unpack('<QII', data[:16])
                if size:
                    assert stage == 'grains' and value > last and value % 128 == 0 and value < capacity, (value, last)
                    assert not table or value // 65536 == last // 65536, 'grains of two tables without a table between them'
                    more = (12 + size + 511) // 512 - 1
                    data += b''.join(sector(f) for _ in range(more)); at += more
                    unpack = zlib.decompressobj()
                    content = unpack.decompress(data[12:12 + size])
                    assert unpack.eof and not unpack.unused_data and len(content) == 65536 and any(content)
                    assert not any(data[12 + size:])
                    table[value // 128 % 512] = here
                    last = value
                    out.seek(value * 512); out.write(content)
                elif kind == 1:
                    assert stage == 'grains' and table and value == 4 and not any(data[16:])
                    raw = b''.join(sector(f) for _ in range(4))
                    assert list(struct.unpack('<512I', raw)) == [table.get(i, 0) for i in range(512)], 'a table is wrong'
                    tables[last // 65536] = at; at += 4; table = {}
                elif kind == 2:
                    assert stage == 'grains' and not table
                    stage, directory = 'footer', at
                    raw = b''.join(sector(f) for _ in range(value)); at += value
                    count = (capacity + 65535) // 65536
                    assert value == (count * 4 + 511) // 512
                    found = list(struct.unpack('<%dI' % (len(raw) // 4), raw))
                    assert found == [tables.get(i, 0) for i in range(count)] + [0] * (len(found) - count), 'the directory is wrong'
                elif kind == 3:
                    assert stage == 'footer' and value == 1
                    foot = sector(f); at += 1
                    assert foot[:56] == head[:56] and foot[64:] == head[64:] and header(foot)[9] == directory
                    stage = 'end'
                else:
                    assert kind == 0 and stage == 'end' and not any(data)
                    break
            assert f.read() == b'', 'bytes behind the end'
            out.truncate(capacity * 512)

        with open(sys.argv[1], 'wb') as out:
            main(out)
        """;

    /// <summary>Checks a file that comes through a pipe, and writes its disk as a raw image.</summary>
    public static void Unpack(string path, string raw, TemporaryFolder folder)
    {
        string script = folder.Write("stream-oracle.py", Script);
        Tool.Run("sh", "-c", "cat \"$1\" | python3 \"$2\" \"$3\"", "sh", path, script, raw);
    }
}
