import { step } from '../../bootstrap/say.mjs'
import { round, type Bench } from '../bench.ts'
import { measureBlocks } from './blocks.ts'
import { ReadingThread } from './reading-thread.ts'
import { shapes } from './shapes.ts'

const lengths = [250_000, 500_000, 1_000_000, 2_000_000]
/** Shorter times are noise and start-up: growth is told from here on. */
const floorMs = 20
const repeats = 3
const steep = 2.4
/** What takes longer by the clock is given up, and counts as growth without bound. */
const longestMs = 30_000
const threadsAtOnce = 2

interface Worst {
  value: number
  shape: string
}

interface ReaderFigures {
  reader: string
  growth: Worst
  slowest: Worst
  givenUp: string[]
}

const leastOf = async (times: number, read: () => Promise<number>, known: number): Promise<number> => {
  let least = known
  for (let n = 1; n < times; n += 1) least = Math.min(least, await read())
  return least
}

/** One reader over every shape; a growth that looks steep is believed when the least of three readings has it too. */
const measureReader = async (thread: ReadingThread, reader: string, stopped: AbortSignal): Promise<ReaderFigures> => {
  const figures: ReaderFigures = {
    reader,
    growth: { value: 1, shape: '' },
    slowest: { value: 0, shape: '' },
    givenUp: [],
  }
  for (const { name: shape } of shapes) {
    let before = Infinity
    for (const length of lengths) {
      stopped.throwIfAborted()
      const read = (of: number) => () => thread.read(reader, shape, of)
      let ms = await read(length)()
      if (ms === Infinity) {
        figures.givenUp.push(`${shape} of ${length}`)
        figures.growth = { value: Infinity, shape }
        break
      }
      const growth = () => (ms > floorMs && before !== Infinity ? ms / Math.max(before, floorMs) : 1)
      if (growth() > steep) {
        ms = await leastOf(repeats, read(length), ms)
        before = await leastOf(repeats, read(length / 2), before)
      }
      if (growth() > figures.growth.value) figures.growth = { value: growth(), shape: `${shape} of ${length}` }
      if (ms > figures.slowest.value) figures.slowest = { value: ms, shape }
      before = ms
    }
  }
  return figures
}

const measureReaders = async (stopped: AbortSignal): Promise<ReaderFigures[]> => {
  const threads = Array.from({ length: threadsAtOnce }, () => new ReadingThread(longestMs))
  try {
    const left = [...(await threads[0]!.readers())]
    const figures: ReaderFigures[] = []
    const work = async (thread: ReadingThread): Promise<void> => {
      for (let reader = left.shift(); reader; reader = left.shift())
        figures.push(
          await step(
            `Reading: ${reader}`,
            () => measureReader(thread, reader!, stopped),
            ({ growth }) => `Reading: ${reader}, × ${growth.value.toFixed(1)}`,
          ),
        )
    }
    await Promise.all(threads.map(work))
    return figures
  } finally {
    await Promise.all(threads.map((thread) => thread.end()))
  }
}

const readerRow = ({ reader, growth, slowest, givenUp }: ReaderFigures): [string, string] => [
  reader,
  [
    `growth ${growth.value.toFixed(1)}${growth.shape ? ` (${growth.shape})` : ''}`,
    `slowest ${Math.round(slowest.value)} ms (${slowest.shape})`,
    ...givenUp.map((what) => `given up after ${longestMs / 1_000} s: ${what}`),
  ].join(', '),
]

/**
 * What texts made to be hard to read cost: growth of time per doubling of the text for each reader, in processor time
 * of its thread, and how long the services stood still over such texts.
 */
export const readingBench: Bench = async (stopped) => {
  const readers = await measureReaders(stopped)
  const blocks = await measureBlocks(shapes, stopped)
  const worstGrowth = Math.max(...readers.map(({ growth }) => growth.value))
  return {
    rows: [...readers.map(readerRow), ...blocks.rows],
    figures: {
      // JSON has no number for growth without bound.
      worstGrowth: worstGrowth === Infinity ? null : round(worstGrowth),
      worstMs: round(Math.max(...readers.map(({ slowest }) => slowest.value))),
      worstBlockMs: round(blocks.worstMs),
    },
  }
}
