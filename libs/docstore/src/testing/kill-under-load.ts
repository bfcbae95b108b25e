import type { RunningStore } from '@synthwright/testing'
import { faultsAfter, prepareLoad, writeUntilKilled, type Acknowledged } from './crash-load.ts'
import { connectWire } from './wire-client.ts'

const writers = 8

/**
 * Kills the store `kills` times while writers are at work, each time after another number of acknowledged writes, and looks
 * at what is left.
 * @returns the faults of each round, and why the writers ended
 */
export const killUnderLoad = async (
  store: RunningStore,
  { kills, acks }: { kills: number; acks: (round: number) => number },
): Promise<{ faults: string[][]; endings: Set<string> }> => {
  const at = decodeURIComponent(new URL(store.uri).hostname)
  const books = Array.from({ length: writers }, (_, writer): Acknowledged => ({
    writer,
    inserted: 0,
    state: 0,
    counted: 0,
  }))
  const admin = await connectWire(at)
  await prepareLoad(admin)
  admin.close()
  const faults: string[][] = []
  const endings = new Set<string>()
  let acknowledged = 0
  for (let round = 0; round < kills; round++) {
    const enough = Promise.withResolvers<void>()
    const until = acknowledged + acks(round)
    const onAck = () => void (++acknowledged === until && enough.resolve())
    const clients = await Promise.all(books.map(() => connectWire(at)))
    const writing = clients.map((client, writer) => writeUntilKilled(client, books[writer]!, onAck))
    await enough.promise
    await store.kill()
    for (const ending of await Promise.all(writing)) endings.add(ending)
    await store.restart()
    const reader = await connectWire(at)
    faults.push(await faultsAfter(reader, books))
    reader.close()
  }
  return { faults, endings }
}
