import { startStore } from '@synthwright/testing'
import { PlainError, step } from '../bootstrap/say.mjs'
import { runNode } from '../checks/run-node.ts'
import type { Bench } from './bench.ts'

const shown = (perSecond: number | undefined) => `${perSecond} per second`

/** Single operations on documents of 1 KB through mongoose, in a process of its own, 32 at a time. */
export const docstoreBench: Bench = async (signal) => {
  const store = await startStore()
  try {
    const drive = () => runNode(['libs/persistence/src/bench/drive-store.ts', store.uri], { signal })
    const { code, output } = await step('Reading and writing', drive, () => 'Reading and writing')
    signal.throwIfAborted()
    if (code !== 0) throw new PlainError(`The store could not be measured:\n${output}`)
    const figures = JSON.parse(output.trim().split('\n').at(-1)!) as Record<string, number>
    return {
      rows: [
        ['point reads', shown(figures['pointReadsPerSecond'])],
        ['updates', shown(figures['updatesPerSecond'])],
        ['find and modify', shown(figures['findAndModifyPerSecond'])],
      ],
      figures,
    }
  } finally {
    await store.stop()
  }
}
