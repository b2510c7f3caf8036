"""An independent reader of XVA files: checks order and checksums, and puts each disk together again.

usage: xva_to_raw.py FILE.xva FOLDER      writes FOLDER/0.raw, 1.raw ... in the order of the VDI references
Shares no code and no author's habits with the writer it judges: tarfile for the members, hashlib for SHA-1, the xxhsum
program for XXH64, xmlrpc.client for the descriptor.
"""
import hashlib
import re
import subprocess
import sys
import tarfile
import xmlrpc.client

CHUNK = 1 << 20


def checksum_of(kind, data):
    if kind == "checksum":
        return hashlib.sha1(data).hexdigest()
    printed = subprocess.run(["xxhsum", "-H1", "-"], input=data, capture_output=True, check=True).stdout
    return printed.split()[0].decode().upper()


def main(path, folder):
    tar = tarfile.open(path)
    members = tar.getmembers()
    assert members[0].name == "ova.xml", "ova.xml is not first"
    text = tar.extractfile(members[0]).read().decode()
    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    (ova,), _ = xmlrpc.client.loads(
        f"<methodResponse><params><param>{body}</param></params></methodResponse>")
    version = {"hostname", "date", "product_version", "product_brand", "build_number", "xapi_major", "xapi_minor", "export_vsn"}
    assert version <= set(ova["version"]), f"version lacks {version - set(ova['version'])}"
    sizes = {o["id"]: int(o["snapshot"]["virtual_size"]) for o in ova["objects"] if o["class"] == "VDI"}

    chunks = {}
    order = []
    rest = members[1:]
    assert len(rest) % 2 == 0, "a chunk without a checksum"
    for data_member, sum_member in zip(rest[::2], rest[1::2]):
        disk, number = data_member.name.rsplit("/", 1)
        stem, kind = sum_member.name.rsplit(".", 1)
        assert stem == data_member.name, f"{sum_member.name} does not follow its chunk"
        data = tar.extractfile(data_member).read()
        said = tar.extractfile(sum_member).read().decode()
        assert said == checksum_of(kind, data), f"{data_member.name}: checksum"
        if disk not in chunks:
            chunks[disk] = []
            order.append(disk)
        assert not chunks[disk] or chunks[disk][-1][0] < int(number), f"{data_member.name}: out of order"
        chunks[disk].append((int(number), data_member, len(data)))
    assert order == sorted(order), f"disks are not in the order of their references: {order}"
    assert set(order) == {d for d, size in sizes.items() if size > 0} or set(order) == set(sizes), "disks and chunks differ"

    for index, disk in enumerate(sorted(sizes)):
        size = sizes[disk]
        with open(f"{folder}/{index}.raw", "wb") as out:
            for number, member, length in chunks.get(disk, []):
                last = (size - 1) // CHUNK
                assert number <= last, f"{member.name}: beyond the end"
                assert length == (CHUNK if number < last else size - last * CHUNK), f"{member.name}: {length} bytes"
                out.seek(number * CHUNK)
                out.write(tar.extractfile(member).read())
            out.truncate(size)
        if size:
            assert chunks[disk][0][0] == 0, "the first chunk is missing"
            assert chunks[disk][-1][0] == (size - 1) // CHUNK, "the last chunk is missing"


main(sys.argv[1], sys.argv[2])
