/** Tells for which system and processor a file of native code is, from its first bytes. */
import type { Processor, System } from './targets'

const elf: Record<number, Processor> = { 0x3e: 'x64', 0xb7: 'arm64' }
const machO: Record<number, Processor> = { 0x01000007: 'x64', 0x0100000c: 'arm64' }
const pe: Record<number, Processor> = { 0x8664: 'x64', 0xaa64: 'arm64' }

/** `linux-x64`; several for a universal file of macOS; empty where it is no native code, or for another processor. Sources: ELF e_machine, Mach-O cputype, PE Machine. */
export function binaryTargets(bytes: Buffer): string[] {
  const found = (system: System, processor: Processor | undefined): string[] => (processor === undefined ? [] : [`${system}-${processor}`])
  if (bytes.length < 64) return []
  if (bytes.readUInt32BE(0) === 0x7f454c46) return found('linux', elf[bytes.readUInt16LE(18)])
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return found('mac', machO[bytes.readUInt32LE(4)])
  if (bytes.readUInt32BE(0) === 0xcafebabe) {
    const count = Math.min(bytes.readUInt32BE(4), 2)
    return Array.from({ length: count }, (_, at) => found('mac', machO[bytes.readUInt32BE(8 + 20 * at)])).flat()
  }
  const header = bytes.readUInt32LE(0x3c)
  if (bytes.toString('latin1', 0, 2) === 'MZ' && header + 6 <= bytes.length && bytes.toString('latin1', header, header + 2) === 'PE') return found('win', pe[bytes.readUInt16LE(header + 4)])
  return []
}
