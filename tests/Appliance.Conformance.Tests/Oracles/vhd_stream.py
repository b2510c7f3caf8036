"""Reads a dynamic VHD from a pipe, following the steps of xapi's streaming reader, and writes the disk as a raw file.

Everything has to come in ascending order: the footer's copy, header, BAT, blocks by their place in the file, and the
footer right behind the last of them. Only sectors whose bit is set are written.
"""
import struct
import sys

SECTOR = 512
UNUSED = 0xFFFFFFFF
position = 0


def take(length):
    global position
    data = sys.stdin.buffer.read(length)
    assert len(data) == length, f"ends at {position + len(data)}"
    position += length
    return data


def skip_to(offset):
    assert offset >= position, f"goes back from {position} to {offset}"
    take(offset - position)


def check(structure, at):
    recorded = structure[at:at + 4]
    assert struct.unpack(">I", recorded)[0] == ~(sum(structure) - sum(recorded)) & 0xFFFFFFFF


footer = take(SECTOR)
cookie, _, version, header_offset = struct.unpack(">8sIIQ", footer[:24])
assert cookie == b"conectix" and version == 0x10000
check(footer, 64)
size, = struct.unpack(">Q", footer[48:56])

skip_to(header_offset)
header = take(1024)
cookie, _, table_offset, _, entries, block_size = struct.unpack(">8sQQIII", header[:36])
assert cookie == b"cxsparse"
check(header, 36)

skip_to(table_offset)
table = struct.unpack(f">{entries}I", take(4 * entries))
bitmap_size = -(-block_size // SECTOR // 8 // SECTOR) * SECTOR
with open(sys.argv[1], "wb") as disk:
    for sector, block in sorted((sector, block) for block, sector in enumerate(table) if sector != UNUSED):
        skip_to(sector * SECTOR)
        bitmap, data = take(bitmap_size), take(block_size)
        for i in range(block_size // SECTOR):
            if bitmap[i // 8] & 0x80 >> i % 8:
                disk.seek(block * block_size + i * SECTOR)
                disk.write(data[i * SECTOR:(i + 1) * SECTOR])
    disk.truncate(size)
assert take(SECTOR) == footer
assert not sys.stdin.buffer.read(1)
