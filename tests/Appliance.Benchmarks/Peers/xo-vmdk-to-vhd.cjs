// node xo-vmdk-to-vhd.cjs FOLDER-OF-NODE_MODULES SOURCE TARGET: as Xen Orchestra's server calls its converter.
const { createReadStream, createWriteStream } = require('node:fs')
const { open } = require('node:fs/promises')
const { pipeline } = require('node:stream/promises')
const [folder, source, target] = process.argv.slice(2)
const { default: convert, readVmdkGrainTable } = require(`${folder}/node_modules/xo-vmdk-to-vhd`)

async function main() {
  const file = await open(source)
  const { size } = await file.stat()
  const read = async (start, end) => {
    const [from, to] = [start, end].map(offset => (offset < 0 ? size + offset : offset))
    const bytes = new Uint8Array(to - from)
    await file.read(bytes, 0, bytes.length, from)
    return bytes.buffer
  }
  const { grainLogicalAddressList, grainFileOffsetList } = await readVmdkGrainTable(read)
  await file.close()
  await pipeline(await convert(createReadStream(source), grainLogicalAddressList, grainFileOffsetList), createWriteStream(target))
}

main()
