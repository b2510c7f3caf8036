"""xva.py write RAW XVA: the disk of an XVA, its chunks and their SHA-1, with the standard library.
xva.py check RAW XVA: whether all chunks have the right checksum and hold the disk."""
import hashlib
import os
import sys
import tarfile

CHUNK = 1 << 20
ZEROS = bytes(CHUNK)


def write(raw, path):
    with open(raw, "rb", buffering=0) as disk, open(path, "wb", buffering=1 << 20) as out:
        for number in chunks_with_data(disk):
            data = os.pread(disk.fileno(), CHUNK, number * CHUNK)
            if data != ZEROS:
                append(out, f"Ref:1/{number:08}", data)
                append(out, f"Ref:1/{number:08}.checksum", hashlib.sha1(data).hexdigest().encode())


def chunks_with_data(disk):
    size, at = os.fstat(disk.fileno()).st_size, 0
    while at < size:
        try:
            start = os.lseek(disk.fileno(), at, os.SEEK_DATA)
        except OSError:
            return
        end = os.lseek(disk.fileno(), start, os.SEEK_HOLE)
        yield from range(max(at, start) // CHUNK, (end + CHUNK - 1) // CHUNK)
        at = (end + CHUNK - 1) // CHUNK * CHUNK


def append(out, name, data):
    member = tarfile.TarInfo(name)
    member.size = len(data)
    out.write(member.tobuf(tarfile.USTAR_FORMAT))
    out.write(data)
    out.write(bytes(-len(data) % tarfile.BLOCKSIZE))


def check(raw, path):
    with open(raw, "rb", buffering=0) as disk, tarfile.open(path) as archive:
        missing, chunk = set(chunks_with_data(disk)), None
        for member in archive:
            if not member.name.startswith("Ref:"):
                continue
            data = archive.extractfile(member).read()
            if member.name.endswith(".checksum"):
                require(data.decode() == hashlib.sha1(chunk).hexdigest(), f"{member.name} is wrong")
                continue
            number, chunk = int(member.name.split("/")[1]), data
            require(os.pread(disk.fileno(), CHUNK, number * CHUNK) == chunk, f"{member.name} is not the disk's")
            missing.discard(number)
        for number in missing:
            require(os.pread(disk.fileno(), CHUNK, number * CHUNK) == ZEROS, f"chunk {number} is missing")
    print("all chunks are the disk's, and their checksums are right")


def require(holds, problem):
    if not holds:
        sys.exit(problem)


{"write": write, "check": check}[sys.argv[1]](sys.argv[2], sys.argv[3])
