import { step } from '../../bootstrap/say.mjs'
import { round, type Bench } from '../bench.ts'
import { measureBlocks } from './blocks.ts'
import { ReadingThread } from './reading-thread.ts'
import { shapes } from './shapes.ts'

const lengths = [250_000, 500_000, 1_000_000, 2_000_000]
/** Shorter times are noise and start-up, since the processor's time is told in steps of 4 ms: growth is told from here on. */
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

/**
 * Growth of time per doubling of the text: 2 for linear, 4 for quadratic reading. Fitted by least squares through all
 * lengths, on logarithmic axes: between two of them caches and collected memory make steps that are no growth.
 * @param times milliseconds for each of `lengths`, from the shortest
 */
export const growthOf = (times: readonly number[]): number => {
  if ((times.at(-1) ?? 0) <= floorMs) return 1
  const points = times.map((ms, doublings) => ({ x: doublings, y: Math.log2(Math.max(ms, floorMs)) }))
  const from = Math.max(0, times.findIndex((ms) => ms > floorMs) - 1)
  const told = points.slice(from)
  const mean = (of: 'x' | 'y') => told.reduce((sum, point) => sum + point[of], 0) / told.length
  const [x, y] = [mean('x'), mean('y')]
  const covariance = told.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0)
  const variance = told.reduce((sum, point) => sum + (point.x - x) ** 2, 0)
  return 2 ** (covariance / variance)
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
    let times: number[] = []
    for (let reading = 0; reading < repeats; reading += 1) {
      const before = times
      times = []
      for (const [at, length] of lengths.entries()) {
        stopped.throwIfAborted()
        const ms = await thread.read(reader, shape, length)
        if (ms === Infinity) {
          figures.givenUp.push(`${shape} of ${length}`)
          break
        }
        times.push(Math.min(ms, before[at] ?? Infinity))
      }
      if (times.length < lengths.length || growthOf(times) <= steep) break
    }
    const growth = times.length < lengths.length ? Infinity : growthOf(times)
    const slowest = Math.max(...times)
    if (growth > figures.growth.value) figures.growth = { value: growth, shape }
    if (slowest > figures.slowest.value) figures.slowest = { value: slowest, shape }
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
